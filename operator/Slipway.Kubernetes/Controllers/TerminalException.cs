namespace Slipway.Kubernetes.Controllers;

/// <summary>A failure that trying again cannot mend; the key rests until something changes.</summary>
public sealed class TerminalException : Exception
{
    /// <summary>A failure with its reason.</summary>
    public TerminalException(string message) : base(message)
    {
    }

    /// <summary>A failure with its reason and cause.</summary>
    public TerminalException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

namespace Slipway.Kubernetes.Authentication;

/// <summary>A configuration that is missing or wrong, or a credential that cannot be had. The message names file, entry and remedy.</summary>
public sealed class KubeconfigException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public KubeconfigException(string message) : base(message)
    {
    }

    /// <summary>Says what is wrong, and what led to it.</summary>
    public KubeconfigException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

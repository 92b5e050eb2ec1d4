namespace Slipway.Storage;

/// <summary>Something in a store cannot be read or written; says what, and what to do.</summary>
public sealed class StorageException(StorageErrorKind kind, string uri, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What went wrong.</summary>
    public StorageErrorKind Kind { get; } = kind;

    /// <summary>The object or prefix concerned.</summary>
    public string Uri { get; } = uri;
}

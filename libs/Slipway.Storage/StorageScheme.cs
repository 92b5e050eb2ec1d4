namespace Slipway.Storage;

/// <summary>Kinds of store.</summary>
public enum StorageScheme
{
    /// <summary>Local files and mounted volumes.</summary>
    File,

    /// <summary>An S3-compatible object store.</summary>
    S3,
}

namespace Slipway.Storage;

/// <summary>Objects under URIs: read whole or in part, listed, written whole, deleted.</summary>
/// <remarks>
/// Guarantees: an object is seen either whole or not at all, also after a crash of the writer; every failure is a <see cref="StorageException"/>
/// whose kind says whether the object is missing, forbidden or the store unreachable. Safe for use by several threads.
/// </remarks>
public interface IObjectStore
{
    /// <summary>Opens an object for reading from its start.</summary>
    /// <exception cref="StorageException">It cannot be read.</exception>
    Task<Stream> OpenReadAsync(ObjectUri uri, CancellationToken cancellationToken);

    /// <summary>Reads a part of an object.</summary>
    /// <param name="uri">The object.</param>
    /// <param name="offset">First byte, from 0.</param>
    /// <param name="length">Number of bytes; fewer come back where the object ends.</param>
    /// <param name="cancellationToken">Stops the transfer.</param>
    /// <exception cref="StorageException">It cannot be read.</exception>
    Task<byte[]> ReadRangeAsync(ObjectUri uri, long offset, int length, CancellationToken cancellationToken);

    /// <summary>The object at a URI, or null when there is none.</summary>
    /// <exception cref="StorageException">The store does not say: forbidden or unreachable, which is not the same as absent.</exception>
    Task<StoredObject?> FindAsync(ObjectUri uri, CancellationToken cancellationToken);

    /// <summary>All objects below a prefix, in ordinal order of their keys. A folder or prefix that does not exist gives none.</summary>
    /// <param name="prefix">A folder; <c>s3://bucket/a</c> lists <c>a/...</c>, not <c>ab</c>.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="StorageException">The listing is forbidden, the bucket does not exist, or the store is unreachable.</exception>
    IAsyncEnumerable<StoredObject> ListAsync(ObjectUri prefix, CancellationToken cancellationToken);

    /// <summary>Writes an object, replacing one that exists; it appears at once and whole.</summary>
    /// <exception cref="StorageException">It cannot be written.</exception>
    Task PutAsync(ObjectUri uri, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Writes a local file as an object, replacing one that exists; large files go in parts.</summary>
    /// <exception cref="StorageException">It cannot be written.</exception>
    Task PutFileAsync(ObjectUri uri, string path, CancellationToken cancellationToken);

    /// <summary>Deletes an object; one that does not exist is no error.</summary>
    /// <exception cref="StorageException">It cannot be deleted.</exception>
    Task DeleteAsync(ObjectUri uri, CancellationToken cancellationToken);
}

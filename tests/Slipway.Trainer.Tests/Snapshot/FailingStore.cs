using Slipway.Storage;

namespace Slipway.Trainer.Tests.Snapshot;

/// <summary>A store that cannot be written any more after some writes of a kind of object.</summary>
internal sealed class FailingStore(IObjectStore store, Func<ObjectUri, bool> counts, int allowed) : IObjectStore
{
    private int written;

    public Task<Stream> OpenReadAsync(ObjectUri uri, CancellationToken cancellationToken) => store.OpenReadAsync(uri, cancellationToken);

    public Task<byte[]> ReadRangeAsync(ObjectUri uri, long offset, int length, CancellationToken cancellationToken) => store.ReadRangeAsync(uri, offset, length, cancellationToken);

    public Task<StoredObject?> FindAsync(ObjectUri uri, CancellationToken cancellationToken) => store.FindAsync(uri, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(ObjectUri prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

    public Task PutAsync(ObjectUri uri, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => counts(uri) && written++ >= allowed
        ? throw new StorageException(StorageErrorKind.Unreachable, uri.ToString(), $"{uri} cannot be written: the store does not answer.")
        : store.PutAsync(uri, content, cancellationToken);

    public Task PutFileAsync(ObjectUri uri, string path, CancellationToken cancellationToken) => store.PutFileAsync(uri, path, cancellationToken);

    public Task DeleteAsync(ObjectUri uri, CancellationToken cancellationToken) => store.DeleteAsync(uri, cancellationToken);
}

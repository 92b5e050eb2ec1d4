using Slipway.Storage;

namespace Slipway.Trainer.Tests.Steps;

/// <summary>A store that stops answering as soon as a condition holds for a write or a deletion.</summary>
internal sealed class BrokenStore(IObjectStore store, Func<ObjectUri, bool> breaksAt) : IObjectStore
{
    public Task<Stream> OpenReadAsync(ObjectUri uri, CancellationToken cancellationToken) => store.OpenReadAsync(uri, cancellationToken);

    public Task<byte[]> ReadRangeAsync(ObjectUri uri, long offset, int length, CancellationToken cancellationToken) => store.ReadRangeAsync(uri, offset, length, cancellationToken);

    public Task<StoredObject?> FindAsync(ObjectUri uri, CancellationToken cancellationToken) => store.FindAsync(uri, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(ObjectUri prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

    public Task PutAsync(ObjectUri uri, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => Checked(uri).PutAsync(uri, content, cancellationToken);

    public Task PutFileAsync(ObjectUri uri, string path, CancellationToken cancellationToken) => Checked(uri).PutFileAsync(uri, path, cancellationToken);

    public Task DeleteAsync(ObjectUri uri, CancellationToken cancellationToken) => Checked(uri).DeleteAsync(uri, cancellationToken);

    private IObjectStore Checked(ObjectUri uri) => breaksAt(uri) ? throw new StorageException(StorageErrorKind.Unreachable, uri.ToString(), "the store does not answer") : store;
}

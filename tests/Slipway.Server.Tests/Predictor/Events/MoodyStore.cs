using System.Runtime.CompilerServices;
using Slipway.Storage;

namespace Slipway.Server.Tests.Predictor.Events;

/// <summary>A store that does not answer when the test says so, and remembers what was read and written.</summary>
internal sealed class MoodyStore : IObjectStore, IDisposable
{
    private readonly ObjectStores stores = new();

    /// <summary>Which calls fail: the verb and the object.</summary>
    public Func<string, ObjectUri, bool> Fails { get; set; } = (_, _) => false;

    public List<string> Read { get; } = [];

    public Task<Stream> OpenReadAsync(ObjectUri uri, CancellationToken cancellationToken)
    {
        lock (Read) Read.Add(uri.Name);
        return Guard("read", uri, () => stores.OpenReadAsync(uri, cancellationToken));
    }

    public Task<byte[]> ReadRangeAsync(ObjectUri uri, long offset, int length, CancellationToken cancellationToken) => Guard("read", uri, () => stores.ReadRangeAsync(uri, offset, length, cancellationToken));

    public Task<StoredObject?> FindAsync(ObjectUri uri, CancellationToken cancellationToken) => Guard("find", uri, () => stores.FindAsync(uri, cancellationToken));

    public async IAsyncEnumerable<StoredObject> ListAsync(ObjectUri prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Guard("list", prefix, () => Task.CompletedTask);
        await foreach (var each in stores.ListAsync(prefix, cancellationToken)) yield return each;
    }

    public Task PutAsync(ObjectUri uri, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => Guard("put", uri, () => stores.PutAsync(uri, content, cancellationToken));

    public Task PutFileAsync(ObjectUri uri, string path, CancellationToken cancellationToken) => Guard("put", uri, () => stores.PutFileAsync(uri, path, cancellationToken));

    public Task DeleteAsync(ObjectUri uri, CancellationToken cancellationToken) => Guard("delete", uri, () => stores.DeleteAsync(uri, cancellationToken));

    public void Dispose() => stores.Dispose();

    private TTask Guard<TTask>(string verb, ObjectUri uri, Func<TTask> call)
        where TTask : Task =>
        Fails(verb, uri) ? throw new StorageException(StorageErrorKind.Unreachable, uri.ToString(), $"{uri}: the store does not answer.") : call();
}

using System.Runtime.CompilerServices;
using Slipway.Storage.Local;
using Slipway.Storage.S3;

namespace Slipway.Storage;

/// <summary>One store for all URIs: each call goes to the store of the URI's scheme.</summary>
public sealed class ObjectStores : IObjectStore, IDisposable
{
    private readonly FileObjectStore files = new();
    private readonly Lazy<S3ObjectStore> s3;

    /// <summary>Makes the stores; S3 is contacted at the first use of an s3:// URI.</summary>
    /// <param name="settings">Where S3 is. Default: read from the AWS_* environment variables.</param>
    public ObjectStores(S3Settings? settings = null) => s3 = new(() => new S3ObjectStore(settings ?? S3Settings.FromEnvironment()));

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(ObjectUri uri, CancellationToken cancellationToken) => For(uri).OpenReadAsync(uri, cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> ReadRangeAsync(ObjectUri uri, long offset, int length, CancellationToken cancellationToken) =>
        For(uri).ReadRangeAsync(uri, offset, length, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredObject?> FindAsync(ObjectUri uri, CancellationToken cancellationToken) => For(uri).FindAsync(uri, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(ObjectUri prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in For(prefix).ListAsync(prefix, cancellationToken).WithCancellation(cancellationToken)) yield return found;
    }

    /// <inheritdoc/>
    public Task PutAsync(ObjectUri uri, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        For(uri).PutAsync(uri, content, cancellationToken);

    /// <inheritdoc/>
    public Task PutFileAsync(ObjectUri uri, string path, CancellationToken cancellationToken) => For(uri).PutFileAsync(uri, path, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(ObjectUri uri, CancellationToken cancellationToken) => For(uri).DeleteAsync(uri, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        if (s3.IsValueCreated) s3.Value.Dispose();
    }

    private IObjectStore For(ObjectUri uri) => uri.Scheme == StorageScheme.S3 ? s3.Value : files;
}

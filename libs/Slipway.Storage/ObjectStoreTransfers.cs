using System.Buffers;
using System.Security.Cryptography;

namespace Slipway.Storage;

/// <summary>Whole-object transfers over any store, with checksums taken while the bytes pass.</summary>
public static class ObjectStoreTransfers
{
    private const int BufferSize = 1 << 20;

    /// <summary>Reads a whole object into memory; meant for manifests.</summary>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public static async Task<byte[]> ReadAllAsync(this IObjectStore store, ObjectUri uri, CancellationToken cancellationToken)
    {
        await using var source = await store.OpenReadAsync(uri, cancellationToken);
        using var memory = new MemoryStream();
        await CopyAsync(source, memory, uri, null, cancellationToken);
        return memory.ToArray();
    }

    /// <summary>Copies an object to a local file; the folder is made when needed. A large one from a store comes in parts, some at a time.</summary>
    /// <returns>Checksum of the bytes, <c>sha256:...</c>.</returns>
    /// <exception cref="StorageException">It cannot be read, or the file cannot be written.</exception>
    public static async Task<string> DownloadAsync(this IObjectStore store, ObjectUri uri, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (uri.Scheme == StorageScheme.S3 && await store.FindAsync(uri, cancellationToken) is { Size: > RangedDownload.PartBytes } large)
        {
            await new RangedDownload(store, RangedDownload.PartBytes).RunAsync(large, path, cancellationToken);
            return await Digest.OfFileAsync(path, cancellationToken);
        }

        await using var source = await store.OpenReadAsync(uri, cancellationToken);
        await using var target = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await CopyAsync(source, target, uri, hash, cancellationToken);
        return Digest.Format(hash.GetHashAndReset());
    }

    private static async Task CopyAsync(Stream source, Stream target, ObjectUri uri, IncrementalHash? hash, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await ReadAsync(source, buffer, uri, cancellationToken)) > 0)
            {
                hash?.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A connection that breaks in the middle is the store's failure, a full local disk is not.
    private static async Task<int> ReadAsync(Stream source, byte[] buffer, ObjectUri uri, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException broken)
        {
            throw new StorageException(StorageErrorKind.Unreachable, uri.ToString(), $"Reading {uri} broke off: {broken.Message} Trying again may help.", broken);
        }
    }
}

using Microsoft.Win32.SafeHandles;

namespace Slipway.Storage;

/// <summary>Copies a large object in parts, some at a time: one connection to an object store is seldom as fast as the network.</summary>
/// <remarks>
/// Guarantees: a part that breaks off is asked for again by itself; an object that was replaced meanwhile is an error, never a mixture of two.
/// Memory is the parts that are under way.
/// </remarks>
internal sealed class RangedDownload(IObjectStore store, int partBytes)
{
    /// <summary>Size of a part by default.</summary>
    public const int PartBytes = 16 << 20;

    private const int PartsAtOnce = 4;
    private const int Tries = 4;

    /// <summary>Copies an object to a file.</summary>
    /// <exception cref="StorageException">It cannot be read, or was replaced while it was read.</exception>
    public async Task RunAsync(StoredObject found, string path, CancellationToken cancellationToken)
    {
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous, found.Size))
        {
            var parts = (found.Size + partBytes - 1) / partBytes;
            var options = new ParallelOptions { MaxDegreeOfParallelism = PartsAtOnce, CancellationToken = cancellationToken };
            await Parallel.ForAsync(0L, parts, options, async (part, token) => await CopyAsync(found, file, part * partBytes, token));
        }

        // Each part has its length, so what is left to find out is whether all are of the same object.
        var now = await store.FindAsync(found.Uri, cancellationToken);
        if (now?.Tag == found.Tag && now?.Size == found.Size) return;
        throw new StorageException(StorageErrorKind.Unreachable, found.Uri.ToString(), $"{found.Uri} was replaced while it was read. Trying again reads the new one.");
    }

    private async Task CopyAsync(StoredObject found, SafeFileHandle file, long offset, CancellationToken cancellationToken)
    {
        var length = (int)Math.Min(partBytes, found.Size - offset);
        for (var tried = 1; ; tried++)
        {
            try
            {
                var bytes = await store.ReadRangeAsync(found.Uri, offset, length, cancellationToken);
                if (bytes.Length != length)
                    throw new StorageException(StorageErrorKind.Unreachable, found.Uri.ToString(), $"{found.Uri} gave {bytes.Length} of {length} bytes from {offset}. Trying again may help.");
                await RandomAccess.WriteAsync(file, bytes, offset, cancellationToken);
                return;
            }
            catch (StorageException broken) when (broken.Kind == StorageErrorKind.Unreachable && tried < Tries)
            {
                // The store's client has waited between its own tries already.
            }
        }
    }
}

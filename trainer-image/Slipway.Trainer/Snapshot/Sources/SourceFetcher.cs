using System.Buffers;
using System.IO.Compression;
using Slipway.Storage;

namespace Slipway.Trainer.Snapshot.Sources;

/// <summary>Brings source files to where DuckDB can read them, and proves that compressed ones are whole.</summary>
/// <remarks>DuckDB takes a gzip file that was cut off for a shorter one, so each is read through once with its checksum verified.</remarks>
internal sealed class SourceFetcher(IObjectStore store, string scratchFolder)
{
    private const int FilesAtOnce = 4;
    private const int BufferSize = 1 << 20;

    public async Task<IReadOnlyList<LocalFile>> FetchAsync(IReadOnlyList<SourceFile> files, CancellationToken cancellationToken)
    {
        var local = new LocalFile[files.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, files.Count, options, async (index, token) =>
        {
            local[index] = new LocalFile(files[index], await LocalPathAsync(files[index], token));
            if (files[index].Compressed) await VerifyGzipAsync(local[index], token);
        });
        return local;
    }

    private async Task<string> LocalPathAsync(SourceFile file, CancellationToken cancellationToken)
    {
        try
        {
            if (file.Uri.Scheme == StorageScheme.File)
            {
                // Opening says whether the file may be read, in words that the engine does not have.
                await using var probe = await store.OpenReadAsync(file.Uri, cancellationToken);
                return file.Uri.LocalPath;
            }

            var path = Path.Combine(scratchFolder, "source", file.RelativePath);
            await store.DownloadAsync(file.Uri, path, cancellationToken);
            return path;
        }
        catch (StorageException failure) when (failure.Kind == StorageErrorKind.PermissionDenied)
        {
            throw SourceFailures.Forbidden(failure);
        }
    }

    private static async Task VerifyGzipAsync(LocalFile file, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            await using var stream = new FileStream(file.LocalPath, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, useAsync: true);
            await using var plain = new GZipStream(stream, CompressionMode.Decompress);
            while (await plain.ReadAsync(buffer, cancellationToken) > 0)
            {
            }
        }
        catch (InvalidDataException damaged)
        {
            throw SourceFailures.Unreadable($"{file.File.Uri} is a damaged or cut-off gzip file: {damaged.Message}", damaged);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

using Slipway.Contracts.Data;
using Slipway.Storage;

namespace Slipway.Trainer.Snapshot.Sources;

/// <summary>Brings source files to where DuckDB can read them, and looks through those that are text.</summary>
/// <remarks>DuckDB takes a gzip file that was cut off for a shorter one, and drops what follows an unclosed quote; the scan finds out both.</remarks>
internal sealed class SourceFetcher(IObjectStore store, string scratchFolder)
{
    private const int FilesAtOnce = 4;

    public async Task<IReadOnlyList<LocalFile>> FetchAsync(IReadOnlyList<SourceFile> files, SourceFormat format, CancellationToken cancellationToken)
    {
        var local = new LocalFile[files.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, files.Count, options, async (index, token) =>
        {
            var path = await LocalPathAsync(files[index], token);
            local[index] = new LocalFile(files[index], path, await ScanAsync(files[index], path, format, token));
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

    private static async Task<TextScan?> ScanAsync(SourceFile file, string path, SourceFormat format, CancellationToken cancellationToken)
    {
        if (format == SourceFormat.Parquet) return null;
        try
        {
            return await TextScan.RunAsync(path, file.Compressed, cancellationToken);
        }
        catch (InvalidDataException damaged)
        {
            throw SourceFailures.Unreadable($"{file.Uri} is a damaged or cut-off gzip file: {damaged.Message}", damaged);
        }
    }
}

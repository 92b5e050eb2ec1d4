using System.IO.Compression;
using System.Text;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Sources;

namespace Slipway.Trainer.Snapshot.DryRuns;

/// <summary>Brings the first rows of some files of a source, as smaller files of the same format and names.</summary>
/// <remarks>
/// Guarantees: of text, no record is cut, and no more than the excerpt is transferred. Caveats: a Parquet file in a bucket is brought as a whole, because its columns are described at its end;
/// so there are fewer of them.
/// </remarks>
internal sealed class ExcerptFetcher(IObjectStore store, string scratchFolder, Connection connection, CsvOptions? csv, long rows)
{
    private const int TextFiles = 8;
    private const int ParquetFiles = 3;
    private const long MaxBytes = 64L << 20;

    public async Task<IReadOnlyList<LocalFile>> FetchAsync(IReadOnlyList<SourceFile> files, SourceFormat format, CancellationToken cancellationToken)
    {
        var chosen = Across(files, format == SourceFormat.Parquet ? ParquetFiles : TextFiles);
        var each = (rows + chosen.Count - 1) / chosen.Count;
        var excerpts = new List<LocalFile>();
        foreach (var (index, file) in chosen.Index())
        {
            var plain = file with { RelativePath = file.Compressed ? file.RelativePath[..^3] : file.RelativePath };
            var path = Path.Combine(scratchFolder, "excerpts", FormattableString.Invariant($"{index}"), plain.RelativePath);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            excerpts.Add(format == SourceFormat.Parquet ? await ParquetAsync(plain, path, each, cancellationToken) : await TextAsync(file, plain, path, format, each, cancellationToken));
        }

        return excerpts;
    }

    /// <summary>The first file, the last one, and some between in equal distances: what changed half way is seen too.</summary>
    public static IReadOnlyList<SourceFile> Across(IReadOnlyList<SourceFile> files, int most) =>
        files.Count <= most ? files : [.. Enumerable.Range(0, most).Select(index => files[(int)((long)index * (files.Count - 1) / (most - 1))])];

    private async Task<LocalFile> TextAsync(SourceFile file, SourceFile plain, string path, SourceFormat format, long wanted, CancellationToken cancellationToken)
    {
        var options = csv ?? new CsvOptions();
        var header = format == SourceFormat.CSV && options.Header ? 1 : 0;
        var ends = new RecordEnds(format == SourceFormat.CSV ? Encoding.UTF8.GetBytes(options.Delimiter)[^1] : null);
        try
        {
            await using var source = await store.OpenReadAsync(file.Uri, cancellationToken);
            await using Stream text = file.Compressed ? new GZipStream(source, CompressionMode.Decompress) : source;
            await CopyAsync(text, path, ends, wanted + header, cancellationToken);
        }
        catch (StorageException failure) when (failure.Kind == StorageErrorKind.PermissionDenied)
        {
            throw SourceFailures.Forbidden(failure);
        }
        catch (InvalidDataException damaged)
        {
            throw SourceFailures.Unreadable($"{file.Uri} is a damaged gzip file: {damaged.Message}", damaged);
        }

        return new LocalFile(plain, path, await TextScan.RunAsync(path, compressed: false, cancellationToken));
    }

    private static async Task CopyAsync(Stream source, string path, RecordEnds ends, long wanted, CancellationToken cancellationToken)
    {
        await using var target = File.Create(path);
        var buffer = new byte[1 << 16];
        var (copied, whole) = (0L, 0L);
        while (wanted > 0 && copied < MaxBytes)
        {
            var read = await source.ReadAsync(buffer, cancellationToken);
            // The last record of a file needs no line end.
            if (read == 0) return;
            var (records, end) = ends.Next(buffer.AsSpan(0, read), wanted);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            if (records > 0) whole = copied + end;
            wanted -= records;
            copied += read;
        }

        target.SetLength(whole);
    }

    private async Task<LocalFile> ParquetAsync(SourceFile file, string path, long wanted, CancellationToken cancellationToken)
    {
        var fetched = (await new SourceFetcher(store, scratchFolder).FetchAsync([file], SourceFormat.Parquet, cancellationToken))[0].LocalPath;
        connection.Execute(FormattableString.Invariant(
            $"COPY (SELECT * FROM read_parquet({SqlText.Literal(fetched)}, hive_partitioning = false) LIMIT {wanted}) TO {SqlText.Literal(path)} (FORMAT parquet)"), cancellationToken);
        if (file.Uri.Scheme != StorageScheme.File) File.Delete(fetched);
        return new LocalFile(file, path, Scan: null);
    }
}

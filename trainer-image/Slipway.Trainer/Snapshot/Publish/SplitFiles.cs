using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Rows;

namespace Slipway.Trainer.Snapshot.Publish;

/// <summary>Writes each split as one sorted Parquet file in the scratch folder.</summary>
internal static class SplitFiles
{
    public static async Task<IReadOnlyList<WrittenFile>> WriteAsync(
        Connection connection, SnapshotSpec spec, SplitCounts splits, string folder, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", spec.Columns.Select(column => SqlText.Identifier(column.Name)));
        // By time, so that readers of a period skip the rest; by hash, so that equal times have one order too.
        var order = (spec.EventTime is { } time ? SqlText.Identifier(time) + ", " : "") + EngineColumns.Hash;
        var written = new List<WrittenFile>();
        foreach (var split in Enum.GetValues<Split>())
        {
            var expected = splits.Of(split).Rows;
            if (expected == 0) continue;
            var name = split.ToString().ToLowerInvariant() + ".parquet";
            var path = Path.Combine(folder, name);
            var rows = connection.Execute(
                $"COPY (SELECT {columns} FROM kept WHERE {EngineColumns.Split} = {(int)split} ORDER BY {order}) TO {SqlText.Literal(path)} (FORMAT parquet, COMPRESSION zstd)",
                cancellationToken);
            if (rows != expected) throw new InvalidOperationException($"{name} got {rows} rows instead of {expected}.");
            var file = new DataFile { Split = split, Path = name, Rows = rows, Bytes = new FileInfo(path).Length, Sha256 = await Digest.OfFileAsync(path, cancellationToken) };
            written.Add(new WrittenFile(file, path));
        }

        return written;
    }
}

/// <summary>A file that waits for publication.</summary>
/// <param name="File">Its entry in the manifest.</param>
/// <param name="LocalPath">Where it lies now.</param>
internal sealed record WrittenFile(DataFile File, string LocalPath);

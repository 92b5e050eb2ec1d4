using System.Runtime.InteropServices;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Rows;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>Numbers of some rows, drawn by a hash of the row's place in its partition, so that samples of partitions add up to one of all rows.</summary>
/// <remarks>Guarantees: every row whose hash is below <see cref="Threshold"/> is in it, and no other, so that each row is as likely as any.</remarks>
internal sealed record RowSample
{
    /// <summary>Rows drawn of one partition; a share of a quantile is then exact to about one percentage point, of several partitions to less.</summary>
    private const int Rows = 4096;

    /// <summary>Names of the columns.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Hashes below this are in the sample; the largest number when all rows are.</summary>
    public required ulong Threshold { get; init; }

    /// <summary>Hash of each row, eight bytes each.</summary>
    public required byte[] Hashes { get; init; }

    /// <summary>Values row by row, as doubles; NaN where there is none.</summary>
    public required byte[] Values { get; init; }

    /// <param name="connection">An engine that may read the files.</param>
    /// <param name="partition">Name of the partition.</param>
    /// <param name="files">Its files, by the number of their split.</param>
    /// <param name="columns">Names and SQL of the numbers.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static RowSample Draw(
        Connection connection, string partition, IReadOnlyList<(int Split, string Path)> files, IReadOnlyList<(string Name, string Sql)> columns, CancellationToken cancellationToken)
    {
        var (hashes, values) = (new List<ulong>(), new List<double>());
        if (files.Count > 0 && columns.Count > 0)
        {
            var parts = files.Select(file =>
                $"SELECT {RowHash.FirstBytes($"concat({SqlText.Literal(partition)}, '|{file.Split}|', file_row_number)")} AS h, {string.Join(", ", columns.Select((column, index) => $"CAST({column.Sql} AS DOUBLE) AS c{index}"))} FROM read_parquet({SqlText.Literal(file.Path)}, file_row_number = true)");
            using var result = connection.Query(FormattableString.Invariant($"SELECT * FROM ({string.Join(" UNION ALL ", parts)}) ORDER BY h LIMIT {Rows + 1}"), cancellationToken);
            var numbers = new double[2048];
            while (result.NextChunk() is { } chunk)
            {
                var at = values.Count;
                hashes.AddRange(chunk.Column(0).Values<ulong>());
                values.AddRange(Enumerable.Repeat(double.NaN, chunk.RowCount * columns.Count));
                for (var column = 0; column < columns.Count; column++)
                {
                    chunk.Column(column + 1).CopyTo(numbers);
                    for (var row = 0; row < chunk.RowCount; row++) values[at + (row * columns.Count) + column] = numbers[row];
                }
            }
        }

        var all = hashes.Count <= Rows;
        var threshold = all ? ulong.MaxValue : hashes[^1];
        if (!all) (hashes, values) = (hashes[..Rows], values[..(Rows * columns.Count)]);
        return new RowSample
        {
            Columns = [.. columns.Select(column => column.Name)], Threshold = threshold,
            Hashes = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(hashes)).ToArray(), Values = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)).ToArray(),
        };
    }
}

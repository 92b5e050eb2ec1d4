using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>
/// All percentiles from 0 to 100 of numeric columns, linear between neighbours (type 7 of Hyndman and Fan 1996): exact up to half a million rows, beyond of a sample chosen
/// by row hash, so that they too depend on the rows alone.
/// </summary>
/// <remarks>The values are sorted here, one column a core: the engine's own quantiles of many points search the values again for each point, with one thread.</remarks>
internal static class SampledPercentiles
{
    private const long SampleRows = 250_000;

    // Of so many columns at a time, so that a table of a thousand columns takes no more memory than one of ten: 8 MB each at most.
    private const int Batch = 16;

    /// <param name="connection">Holds the kept rows.</param>
    /// <param name="columns">Numeric columns.</param>
    /// <param name="rows">Number of kept rows.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>By column; a column without a value has none.</returns>
    public static IReadOnlyDictionary<string, IReadOnlyList<double>> Run(Connection connection, IReadOnlyList<Column> columns, long rows, CancellationToken cancellationToken)
    {
        var step = Math.Max(1, rows / SampleRows);
        var where = step == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" WHERE CAST({EngineColumns.Hash} >> 64 AS UBIGINT) % {step} = 0");
        var found = new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal);
        foreach (var batch in columns.Chunk(Batch))
        {
            var values = Read(connection, batch, where, cancellationToken);
            Parallel.ForEach(values, each => each.Sort());
            foreach (var (column, sorted) in batch.Zip(values).Where(each => each.Second.Count > 0)) found[column.Name] = Points(sorted);
        }

        return found;
    }

    private static List<double>[] Read(Connection connection, Column[] columns, string where, CancellationToken cancellationToken)
    {
        var values = Array.ConvertAll(columns, _ => new List<double>());
        var numbers = new double[2048];
        using var result = connection.Query($"SELECT {string.Join(", ", columns.Select(column => $"CAST({SqlText.Identifier(column.Name)} AS DOUBLE)"))} FROM kept{where}", cancellationToken);
        while (result.NextChunk() is { } chunk)
        {
            foreach (var (index, list) in values.Index())
            {
                chunk.Column(index).CopyTo(numbers);
                // Missing values are NaN here, and there are no others: extraction takes NaN for missing.
                foreach (var number in numbers.AsSpan(0, chunk.RowCount))
                    if (!double.IsNaN(number)) list.Add(number);
            }
        }

        return values;
    }

    /// <summary>The percentiles of values in order, of which there is at least one.</summary>
    public static IReadOnlyList<double> Points(List<double> sorted) =>
    [
        .. Enumerable.Range(0, 101).Select(percent =>
        {
            var place = percent / 100.0 * (sorted.Count - 1);
            var (below, above) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
            // Weights instead of the difference, which can overflow.
            var share = place - Math.Floor(place);
            return below == above ? below : (below * (1 - share)) + (above * share);
        }),
    ];
}

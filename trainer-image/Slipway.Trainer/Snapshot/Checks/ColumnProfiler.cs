using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Statistics of every column over the kept rows: one pass for all simple ones, one sample for quantiles, one count per text column.</summary>
/// <remarks>
/// Distinct values are counted exactly up to about ten thousand and estimated (HyperLogLog) beyond. Quantiles are those of <see cref="SampledPercentiles"/>.
/// </remarks>
internal sealed class ColumnProfiler(Connection connection, IReadOnlyList<Column> columns, string? label)
{
    /// <summary>Distinct values beyond which their number is estimated.</summary>
    public const long ExactDistinctLimit = 10_000;

    private const int MaxTop = 20;
    private static readonly int[] QuantilePercents = [1, 5, 25, 50, 75, 95, 99];

    public IReadOnlyList<ColumnStatistics> Run(long rows, CancellationToken cancellationToken)
    {
        if (rows == 0) return [];
        var plain = Plain(cancellationToken);
        var percentiles = SampledPercentiles.Run(connection, [.. columns.Where(IsNumeric)], rows, cancellationToken);
        return [.. columns.Select((column, index) => Complete(column, plain[index], percentiles.GetValueOrDefault(column.Name), cancellationToken))];
    }

    /// <summary>Counts, extremes and moments, and an estimate of the number of different values.</summary>
    public IReadOnlyList<ColumnStatistics> Plain(CancellationToken cancellationToken)
    {
        var basics = Basics(cancellationToken);
        var moments = MomentProfiler.Run(connection, [.. columns.Index().Where(each => IsNumeric(each.Item)).Select(each => (each.Item, AsDouble(basics[each.Index][4]), AsDouble(basics[each.Index][5])))], cancellationToken);
        return [.. columns.Select((column, index) => Plain(column, basics[index], moments.GetValueOrDefault(column.Name)))];
    }

    private static ColumnStatistics Plain(Column column, object?[] basics, Moments? moments) => new()
    {
        Column = column.Name,
        Count = (long)basics[0]!,
        Nulls = (long)basics[6]! - (long)basics[0]!,
        Distinct = (long)basics[1]!,
        Min = AsDouble(basics[2]),
        Max = AsDouble(basics[3]),
        Mean = AsDouble(basics[4]),
        StandardDeviation = AsDouble(basics[5]),
        Variance = AsDouble(basics[5]) is { } deviation && double.IsFinite(deviation * deviation) ? deviation * deviation : null,
        Skewness = moments?.Skewness,
        Kurtosis = moments?.Kurtosis,
    };

    private List<object?[]> Basics(CancellationToken cancellationToken)
    {
        const int perColumn = 6;
        var parts = columns.Select(column =>
        {
            var name = SqlText.Identifier(column.Name);
            var number = Number(column);
            return $"count({name}), approx_count_distinct({name}), " + (number is null
                ? "NULL, NULL, NULL, NULL"
                : $"min({number}), max({number}), " + (IsNumeric(column) ? $"avg({number}), stddev_pop({number})" : "NULL, NULL"));
        });
        using var result = connection.Query($"SELECT {string.Join(", ", parts)}, count(*) FROM kept", cancellationToken);
        var row = result.ReadRows()[0];
        return [.. Enumerable.Range(0, columns.Count).Select(index => (object?[])[.. row.AsSpan(index * perColumn, perColumn), row[^1]])];
    }

    private ColumnStatistics Complete(Column column, ColumnStatistics plain, IReadOnlyList<double>? percentiles, CancellationToken cancellationToken)
    {
        var (top, distinct) = plain.Distinct <= ExactDistinctLimit ? Values(column, MaxTop, cancellationToken) : ([], plain.Distinct);
        var quantiles = percentiles is null ? null : Quantiles(percentiles);
        return plain with
        {
            Distinct = Math.Min(distinct, plain.Count),
            Median = percentiles?[50],
            Mode = top.Count > 0 ? top[0] : null,
            Quantiles = quantiles,
            Percentiles = percentiles,
            Histogram = Number(column) is { } number ? HistogramCounter.Run(connection, number, plain.Min, plain.Max, quantiles, cancellationToken) : null,
            Top = top.Count > 0 && (column.Type is ColumnType.String or ColumnType.Boolean || column.Name == label) ? top : null,
        };
    }

    /// <summary>The percentiles that are listed as quantiles.</summary>
    public static IReadOnlyList<double> Quantiles(IReadOnlyList<double> percentiles) => [.. QuantilePercents.Select(percent => percentiles[percent])];

    /// <summary>The most frequent values, and the exact number of different ones.</summary>
    public (List<ValueCount> Top, long Distinct) Values(Column column, int most, CancellationToken cancellationToken)
    {
        var name = SqlText.Identifier(column.Name);
        using var result = connection.Query(
            $"SELECT CAST({name} AS VARCHAR) AS v, count(*) AS n, count(*) OVER () FROM kept WHERE {name} IS NOT NULL GROUP BY {name} ORDER BY n DESC, v " +
            string.Create(CultureInfo.InvariantCulture, $"LIMIT {most}"),
            cancellationToken);
        var rows = result.ReadRows();
        return ([.. rows.Select(row => new ValueCount { Value = (string)row[0]!, Count = (long)row[1]! })], rows.Count > 0 ? (long)rows[0][2]! : 0);
    }

    private static bool IsNumeric(Column column) => column.Type is ColumnType.Int64 or ColumnType.Float64;

    /// <summary>A column as a number, in SQL: times in seconds since the epoch; null for what is no number.</summary>
    public static string? Number(Column column)
    {
        var name = SqlText.Identifier(column.Name);
        return column.Type switch
        {
            ColumnType.Int64 or ColumnType.Float64 => $"CAST({name} AS DOUBLE)",
            ColumnType.Timestamp or ColumnType.Date => $"epoch({name})",
            _ => null,
        };
    }

    private static double? AsDouble(object? value) =>
        value is null ? null : Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && double.IsFinite(number) ? number : null;
}

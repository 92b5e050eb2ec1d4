using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Counts the kept rows of a column in intervals of equal width.</summary>
internal static class HistogramCounter
{
    public const int Intervals = 32;

    /// <param name="connection">Holds the kept rows.</param>
    /// <param name="number">The column as a number, in SQL.</param>
    /// <param name="min">Its smallest value.</param>
    /// <param name="max">Its largest value.</param>
    /// <param name="quantiles">Its quantiles at 1, 5, 25, 50, 75, 95 and 99 percent, if it has any.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Histogram? Run(Connection connection, string number, double? min, double? max, IReadOnlyList<double>? quantiles, CancellationToken cancellationToken)
    {
        if (Bounds(quantiles?[0] ?? min, quantiles?[^1] ?? max) is not var (low, high, width)) return null;
        using var result = connection.Query(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT CAST(least(greatest(floor(({number} - {low:R}::DOUBLE) / {width:R}::DOUBLE), 0), {Intervals - 1}) AS INTEGER) AS i, count(*) FROM kept WHERE {number} IS NOT NULL AND NOT isnan({number}) GROUP BY i"),
            cancellationToken);
        var counts = new long[Intervals];
        foreach (var row in result.ReadRows()) counts[Convert.ToInt32(row[0], CultureInfo.InvariantCulture)] = (long)row[1]!;
        return new Histogram { From = low, To = high, Counts = counts };
    }

    /// <summary>Where intervals begin and end, and how wide each is; null where there is no width.</summary>
    public static (double Low, double High, double Width)? Bounds(double? from, double? to)
    {
        if (from is not { } low || to is not { } high || !(high > low)) return null;
        var width = (high - low) / Intervals;
        return double.IsFinite(width) && width > 0 ? (low, high, width) : null;
    }
}

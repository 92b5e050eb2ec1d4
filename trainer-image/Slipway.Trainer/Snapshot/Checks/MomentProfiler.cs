using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Skewness and excess kurtosis of numeric columns, from standardised values: sums of raw powers lose all digits where the mean is far from zero, or overflow.</summary>
internal static class MomentProfiler
{
    /// <param name="connection">Holds the kept rows.</param>
    /// <param name="columns">Numeric columns with their mean and standard deviation.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static IReadOnlyDictionary<string, Moments> Run(
        Connection connection, IReadOnlyList<(Column Column, double? Mean, double? Deviation)> columns, CancellationToken cancellationToken)
    {
        // A constant column has no shape.
        var shaped = columns.Where(each => each.Mean is not null && each.Deviation is > 0 && double.IsFinite(each.Deviation.Value)).ToList();
        if (shaped.Count == 0) return new Dictionary<string, Moments>();
        var parts = shaped.Select(each => string.Create(CultureInfo.InvariantCulture,
            $"((CAST({SqlText.Identifier(each.Column.Name)} AS DOUBLE) - {each.Mean:R}::DOUBLE) / {each.Deviation:R}::DOUBLE)"));
        using var result = connection.Query($"SELECT {string.Join(", ", parts.Select(z => $"avg({z} * {z} * {z}), avg({z} * {z} * {z} * {z})"))} FROM kept", cancellationToken);
        var row = result.ReadRows()[0];
        return shaped.Index().ToDictionary(each => each.Item.Column.Name, each => new Moments(Finite(row[2 * each.Index]), Finite(row[(2 * each.Index) + 1]) - 3), StringComparer.Ordinal);
    }

    private static double? Finite(object? value) => value is double number && double.IsFinite(number) ? number : null;
}

/// <summary>The shape of a distribution.</summary>
/// <param name="Skewness">Third standardised moment.</param>
/// <param name="Kurtosis">Fourth standardised moment less 3.</param>
internal sealed record Moments(double? Skewness, double? Kurtosis);

using Slipway.Api.ModelVersions;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;

namespace Slipway.Cli.Compare;

/// <summary>A metric of two versions on the same kind of rows.</summary>
/// <param name="Name">The metric, with its slice.</param>
/// <param name="Rows">What it was measured on.</param>
/// <param name="Before">Of the first version.</param>
/// <param name="After">Of the second.</param>
/// <param name="IsLikeForLike">Whether both were measured on the same version of the data; the numbers of others cannot be compared.</param>
internal sealed record MetricPair(string Name, string Rows, MetricValue? Before, MetricValue? After, bool IsLikeForLike)
{
    /// <summary>Second minus first; null where there is no comparing.</summary>
    public double? Difference => IsLikeForLike ? After?.Value - Before?.Value : null;

    /// <summary>Whether the intervals have nothing in common.</summary>
    public bool IsClear => IsLikeForLike && (Before?.High < After?.Low || After?.High < Before?.Low);

    public static IReadOnlyList<MetricPair> Of(ModelVersion before, ModelVersion after)
    {
        var (first, second) = (Measured(before), Measured(after));
        return
        [
            .. first.Concat(second).Select(KeyOf).Distinct().Select(key =>
            {
                var (one, other) = (first.Find(metric => KeyOf(metric) == key), second.Find(metric => KeyOf(metric) == key));
                var like = one is not null && other is not null && RowsOf(before, one) is { } rows && rows == RowsOf(after, other);
                return new MetricPair(key.Slice is null ? key.Metric : $"{key.Metric} of {key.Slice}", key.Dataset ?? key.Split.ToString().ToLowerInvariant(), one, other, like);
            }),
        ];
    }

    private static (string Metric, Split Split, string? Slice, string? Dataset) KeyOf(MetricValue metric) => (metric.Metric, metric.Split, metric.Slice, metric.Dataset);

    private static List<MetricValue> Measured(ModelVersion version) => [.. version.Spec.Metrics ?? [], .. version.Status?.Import?.Metrics ?? []];

    // The version of the data that it was measured on.
    private static string? RowsOf(ModelVersion version, MetricValue metric)
    {
        var origin = version.Spec.Provenance;
        if (metric.Dataset is null) return origin?.DatasetDigest;
        return origin?.EvaluationSets?.FirstOrDefault(set => set.Name == metric.Dataset)?.Digest ?? (version.Status?.Import?.Dataset is { } pin && pin.Name == metric.Dataset ? pin.Digest : null);
    }
}

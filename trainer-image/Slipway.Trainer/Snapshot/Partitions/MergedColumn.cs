using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>Statistics of one column, added up over partitions: counts, extremes, and central moments by the formulas of Pébay (2008).</summary>
internal sealed class MergedColumn(Column column)
{
    private long count;
    private long nulls;
    private double? min;
    private double? max;
    private CentralSums moments;
    private bool hasMoments = true;
    private DistinctSketch distinct = DistinctSketch.None;
    private Dictionary<string, long>? values = new(StringComparer.Ordinal);

    public Column Column => column;

    public void Add(PartColumn part)
    {
        var statistics = part.Statistics;
        moments = moments.Plus(CentralSums.Of(statistics));
        // A mean beyond what a number can hold makes no sum.
        hasMoments &= statistics.Count == 0 || statistics is { Mean: not null, Variance: not null };
        count += statistics.Count;
        nulls += statistics.Nulls;
        (min, max) = (Least(min, statistics.Min), -Least(-max, -statistics.Max));
        distinct = distinct.Plus(part.Distinct);
        if (part.Values is null || values is null)
        {
            values = null;
            return;
        }

        foreach (var each in part.Values) values[each.Value] = values.GetValueOrDefault(each.Value) + each.Count;
    }

    /// <summary>What the manifest says.</summary>
    /// <param name="isLabel">Whether its most frequent values are listed whatever its type.</param>
    /// <param name="sample">Values of a sample of the rows.</param>
    public ColumnStatistics ToStatistics(bool isLabel, SampleUnion sample)
    {
        var top = values?.Select(each => new ValueCount { Value = each.Key, Count = each.Value }).OrderByDescending(each => each.Count).ThenBy(each => each.Value, StringComparer.Ordinal).Take(20).ToList();
        var numeric = column.Type is ColumnType.Int64 or ColumnType.Float64;
        var sorted = sample.Sorted(column.Name);
        var percentiles = numeric && sorted.Count > 0 ? Checks.SampledPercentiles.Points(sorted) : null;
        var deviation = hasMoments && numeric && count > 0 ? Math.Sqrt(moments.M2 / count) : (double?)null;
        var shaped = deviation > 0 && double.IsFinite(deviation.Value);
        return new ColumnStatistics
        {
            Column = column.Name,
            Count = count,
            Nulls = nulls,
            Distinct = Math.Min(distinct.Estimate, count),
            Min = min,
            Max = max,
            Mean = hasMoments && numeric && count > 0 ? moments.Mean : null,
            StandardDeviation = deviation,
            Variance = deviation * deviation,
            Skewness = shaped ? moments.M3 / count / Math.Pow(deviation!.Value, 3) : null,
            Kurtosis = shaped ? (moments.M4 / count / Math.Pow(deviation!.Value, 4)) - 3 : null,
            Median = percentiles?[50],
            Mode = top is { Count: > 0 } ? top[0] : null,
            Quantiles = percentiles is null ? null : Checks.ColumnProfiler.Quantiles(percentiles),
            Percentiles = percentiles,
            Histogram = SampledHistogram.Of(sorted, percentiles, min, max, count),
            Top = top is { Count: > 0 } && (isLabel || column.Type is ColumnType.String or ColumnType.Boolean) ? top : null,
        };
    }

    private static double? Least(double? left, double? right) => left is null ? right : right is null ? left : Math.Min(left.Value, right.Value);
}

using Slipway.Contracts.Data;
using Slipway.Trainer.Snapshot.Checks;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>A histogram of all rows from a sample of them: counts are the sample's, brought to the number of all rows.</summary>
internal static class SampledHistogram
{
    /// <param name="sorted">Values of the sample, in order.</param>
    /// <param name="percentiles">Percentiles of a number; null for times, which are counted over their whole range.</param>
    /// <param name="min">Smallest value of all rows.</param>
    /// <param name="max">Largest value of all rows.</param>
    /// <param name="count">Values of all rows.</param>
    public static Histogram? Of(List<double> sorted, IReadOnlyList<double>? percentiles, double? min, double? max, long count)
    {
        if (sorted.Count == 0 || HistogramCounter.Bounds(percentiles?[1] ?? min, percentiles?[99] ?? max) is not { } bounds) return null;
        var counts = new long[HistogramCounter.Intervals];
        foreach (var value in sorted) counts[(int)Math.Clamp(Math.Floor((value - bounds.Low) / bounds.Width), 0, HistogramCounter.Intervals - 1)]++;
        return new Histogram { From = bounds.Low, To = bounds.High, Counts = [.. counts.Select(rows => (long)Math.Round((double)rows * count / sorted.Count))] };
    }
}

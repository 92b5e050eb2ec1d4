using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;

namespace Slipway.Trainer.Evaluation;

/// <summary>How far the values of one column lie apart in each metric: largest less smallest.</summary>
/// <remarks>
/// Caveats: the interval is that of the two values as if they had been chosen beforehand. The difference of many small slices is large by chance, which is why slices need a number of rows.
/// </remarks>
internal static class SliceDifferences
{
    /// <param name="column">Name of the slice's column.</param>
    /// <param name="metrics">Metrics of its values, those with enough rows.</param>
    internal static IEnumerable<MetricValue> Of(string column, IEnumerable<MetricValue> metrics) =>
        from values in metrics.Where(metric => metric.Value is not null && metric.Metric != MetricNames.BaseRate).GroupBy(metric => metric.Metric)
        where values.Count() > 1
        select Between(column, values.MaxBy(metric => metric.Value)!, values.MinBy(metric => metric.Value)!);

    // The interval is put together from those of both values (MOVER; for proportions Newcombe 1998, method 10).
    private static MetricValue Between(string column, MetricValue most, MetricValue least)
    {
        var difference = most.Value!.Value - least.Value!.Value;
        return new MetricValue
        {
            Metric = SliceDifference.Of(most.Metric), Split = most.Split, Slice = column, N = most.N + least.N, Value = difference,
            Low = difference - Length(most.Value - most.Low, least.High - least.Value),
            High = difference + Length(most.High - most.Value, least.Value - least.Low),
        };
    }

    private static double? Length(double? one, double? other) => one is { } a && other is { } b ? Math.Sqrt((a * a) + (b * b)) : null;
}

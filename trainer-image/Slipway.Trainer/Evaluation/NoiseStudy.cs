using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;

namespace Slipway.Trainer.Evaluation;

/// <summary>Measures how far metrics lie apart between trainings that differ in their seed alone.</summary>
internal static class NoiseStudy
{
    /// <param name="evaluator">Measures each of them with the model's own threshold.</param>
    /// <param name="runs">The rows of the test split as each training scores them.</param>
    /// <returns>Metrics of all rows that every training has a value of; the base rate says nothing of a model and is left out.</returns>
    internal static IReadOnlyList<MetricNoise> Measure(Evaluator evaluator, IEnumerable<ScoredRows> runs)
    {
        var metrics = runs.Select(run => evaluator.MeasureAll(run).ToList()).ToList();
        return
        [
            .. metrics.SelectMany(run => run).Where(metric => metric.Value is not null && metric.Metric != MetricNames.BaseRate)
                .GroupBy(metric => metric.Metric, metric => metric.Value!.Value).Where(values => values.Count() == metrics.Count).Select(values => Spread(values.Key, [.. values])),
        ];
    }

    // Differences from the first value, so that equal values have no deviation at all.
    private static MetricNoise Spread(string metric, double[] values)
    {
        double[] shifts = [.. values.Select(value => value - values[0])];
        var mean = shifts.Average();
        return new MetricNoise(metric, values.Length, values[0] + mean, Math.Sqrt(shifts.Sum(shift => (shift - mean) * (shift - mean)) / (values.Length - 1)));
    }
}

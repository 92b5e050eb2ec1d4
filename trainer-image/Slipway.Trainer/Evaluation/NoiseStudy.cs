using Slipway.Contracts.Training;

namespace Slipway.Trainer.Evaluation;

/// <summary>Measures how far metrics lie apart between trainings that differ in their seed alone.</summary>
internal static class NoiseStudy
{
    /// <param name="runs">Trainings.</param>
    /// <param name="evaluator">Measures each of them with the model's own threshold.</param>
    /// <param name="train">Trains with a seed of this number and scores the rows of the test split.</param>
    /// <returns>Metrics of all rows that every training has a value of; the zero rule's share among them says nothing and is left out.</returns>
    internal static IReadOnlyList<MetricNoise> Run(int runs, Evaluator evaluator, Func<int, ScoredRows> train) =>
    [
        .. Enumerable.Range(1, runs).SelectMany(run => evaluator.MeasureAll(train(run))).Where(metric => metric.Value is not null && metric.Metric != Metrics.MetricNames.BaseRate)
            .GroupBy(metric => metric.Metric, metric => metric.Value!.Value).Where(values => values.Count() == runs).Select(Spread),
    ];

    private static MetricNoise Spread(IGrouping<string, double> values)
    {
        var (mean, n) = (values.Average(), values.Count());
        return new MetricNoise(values.Key, n, mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (n - 1)));
    }
}

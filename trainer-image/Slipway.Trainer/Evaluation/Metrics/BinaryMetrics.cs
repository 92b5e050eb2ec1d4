namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>Metrics of a binary model on some rows.</summary>
internal static class BinaryMetrics
{
    /// <summary>XGBoost's own limit: keeps the logarithm of a wrong certainty finite.</summary>
    private const double SmallestProbability = 1e-16;

    /// <param name="probabilities">Probability of the positive class.</param>
    /// <param name="positive">Truth of each row.</param>
    /// <param name="threshold">Probability from which a row is labelled positive.</param>
    /// <param name="trainRate">Share of positive rows in the train split: what the zero rule predicts.</param>
    /// <param name="costs">What wrong labels cost; null when nothing says it.</param>
    internal static IReadOnlyList<Measurement> Measure(ReadOnlySpan<float> probabilities, ReadOnlySpan<bool> positive, float threshold, double trainRate, LabelCosts? costs = null)
    {
        var sorted = new SortedScores(probabilities, positive);
        long n = sorted.Count, positives = sorted.Positives;
        if (n == 0) return [];

        var bins = Calibration.Assign(sorted);
        var counts = Confusion.Count(sorted, threshold, []);
        var intervals = Bootstrap.Intervals(sorted.Count, weights =>
        [
            Confusion.Count(sorted, threshold, weights).F1,
            AveragePrecision.Area(sorted, weights),
            Calibration.Error(sorted, bins, weights),
        ]);

        var rate = (double)positives / n;
        var alwaysPositive = trainRate >= 0.5;
        var ruleCounts = alwaysPositive ? new Confusion(positives, n - positives, 0, 0) : new Confusion(0, 0, positives, n - positives);
        var roc = RocCurve.Area(sorted);
        var losses = new MeanOf();
        var squares = new MeanOf();
        var differences = new MeanOf();
        for (var i = 0; i < sorted.Count; i++)
        {
            double probability = sorted.Probability[i], truth = sorted.Positive[i] ? 1 : 0;
            losses.Add(Loss(probability, sorted.Positive[i]));
            squares.Add((probability - truth) * (probability - truth));
            differences.Add(probability - truth);
        }

        return
        [
            new(MetricNames.BaseRate, rate, Intervals.Proportion(positives, n), n, trainRate),
            new(MetricNames.Accuracy, counts.Accuracy, Intervals.Proportion(counts.TruePositives + counts.TrueNegatives, n), n, ruleCounts.Accuracy),
            new(MetricNames.Precision, Defined(counts.Precision), Intervals.Proportion(counts.TruePositives, counts.LabelledPositive), n, Defined(ruleCounts.Precision)),
            new(MetricNames.Recall, Defined(counts.Recall), Intervals.Proportion(counts.TruePositives, positives), n, Defined(ruleCounts.Recall)),
            new(MetricNames.F1, Defined(counts.F1), intervals[0], n, Defined(ruleCounts.F1)),
            new(MetricNames.RocAuc, roc?.Area, roc is { } area ? Clip(Intervals.Around(area.Area, area.Variance)) : null, n, roc is null ? null : 0.5),
            new(MetricNames.PrAuc, Defined(AveragePrecision.Area(sorted, [])), intervals[1], n, positives == 0 ? null : rate),
            new(MetricNames.LogLoss, losses.Mean, losses.Interval, n, (rate * Loss(trainRate, true)) + ((1 - rate) * Loss(trainRate, false))),
            new(MetricNames.Brier, squares.Mean, squares.Interval, n, (rate * (1 - trainRate) * (1 - trainRate)) + ((1 - rate) * trainRate * trainRate)),
            new(MetricNames.Ece, Calibration.Error(sorted, bins, []), intervals[2], n, Math.Abs(trainRate - rate)),
            new(MetricNames.Bias, differences.Mean, differences.Interval, n, trainRate - rate),
            new(MetricNames.SelectionRate, counts.SelectionRate, Intervals.Proportion(counts.LabelledPositive, n), n, ruleCounts.SelectionRate),
            new(MetricNames.FalsePositiveRate, Defined(counts.FalsePositiveRate), Intervals.Proportion(counts.FalsePositives, n - positives), n, Defined(ruleCounts.FalsePositiveRate)),
            .. costs is { } each ? (Measurement[])[each.Measure(counts, ruleCounts)] : [],
        ];
    }

    private static double Loss(double probability, bool positive) => -Math.Log(Math.Max(positive ? probability : 1 - probability, SmallestProbability));

    private static double? Defined(double value) => double.IsNaN(value) ? null : value;

    private static Interval Clip(Interval interval) => new(Math.Max(0, interval.Low), Math.Min(1, interval.High));
}

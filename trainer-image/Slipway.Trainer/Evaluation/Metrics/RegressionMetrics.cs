namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>Metrics of a regression model on some rows.</summary>
internal static class RegressionMetrics
{
    /// <param name="predicted">Prediction of each row.</param>
    /// <param name="observed">Truth of each row.</param>
    /// <param name="trainMean">Mean label of the train split: what the zero rule predicts.</param>
    internal static IReadOnlyList<Measurement> Measure(ReadOnlySpan<float> predicted, ReadOnlySpan<double> observed, double trainMean)
    {
        long n = observed.Length;
        if (n == 0) return [];
        double[] truths = observed.ToArray(), residuals = new double[n];
        var absolute = new MeanOf();
        var squared = new MeanOf();
        var signed = new MeanOf();
        var ruleAbsolute = new MeanOf();
        var ruleSquared = new MeanOf();
        for (var row = 0; row < residuals.Length; row++)
        {
            var residual = residuals[row] = predicted[row] - observed[row];
            absolute.Add(Math.Abs(residual));
            squared.Add(residual * residual);
            signed.Add(residual);
            ruleAbsolute.Add(Math.Abs(trainMean - observed[row]));
            ruleSquared.Add((trainMean - observed[row]) * (trainMean - observed[row]));
        }

        var determination = Bootstrap.Intervals(residuals.Length, weights => [Determination(residuals, truths, weights)])[0];
        var mse = squared.Interval;
        var r2 = Determination(residuals, truths, []);
        var mean = truths.Average();
        return
        [
            new(MetricNames.Mae, absolute.Mean, absolute.Interval, n, ruleAbsolute.Mean),
            new(MetricNames.Mse, squared.Mean, mse, n, ruleSquared.Mean),
            new(MetricNames.Rmse, Math.Sqrt(squared.Mean), mse is { } range ? new Interval(Math.Sqrt(Math.Max(0, range.Low)), Math.Sqrt(range.High)) : null, n, Math.Sqrt(ruleSquared.Mean)),
            new(MetricNames.R2, double.IsFinite(r2) ? r2 : null, determination, n, RuleDetermination(truths, mean, trainMean)),
            new(MetricNames.Bias, signed.Mean, signed.Interval, n, trainMean - mean),
        ];
    }

    /// <summary>1 - residual variance / total variance; not finite when all truths are equal.</summary>
    private static double Determination(double[] residuals, double[] truths, ReadOnlySpan<byte> weights)
    {
        double rows = 0, sum = 0;
        for (var i = 0; i < truths.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            rows += weight;
            sum += weight * truths[i];
        }

        double mean = sum / rows, unexplained = 0, total = 0;
        for (var i = 0; i < truths.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            unexplained += weight * residuals[i] * residuals[i];
            total += weight * (truths[i] - mean) * (truths[i] - mean);
        }

        return total > 0 ? 1 - (unexplained / total) : double.NaN;
    }

    private static double? RuleDetermination(double[] truths, double mean, double trainMean)
    {
        var total = truths.Sum(truth => (truth - mean) * (truth - mean));
        return total > 0 ? 1 - (truths.Sum(truth => (truth - trainMean) * (truth - trainMean)) / total) : null;
    }
}

namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>Metrics of a multi-class model on some rows.</summary>
internal static class MulticlassMetrics
{
    private const double SmallestProbability = 1e-16;

    /// <param name="probabilities">Rows times classes.</param>
    /// <param name="truth">Class of each row.</param>
    /// <param name="classes">Names of the classes.</param>
    /// <param name="trainShares">Share of each class in the train split: what the zero rule predicts.</param>
    internal static IReadOnlyList<Measurement> Measure(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<int> truth, IReadOnlyList<string> classes, IReadOnlyList<double> trainShares)
    {
        if (truth.Length == 0) return [];
        int[] observed = truth.ToArray(), predicted = Predict(probabilities, classes.Count);
        long n = truth.Length;
        var matrix = Count(observed, predicted, classes.Count, []);
        var majority = Enumerable.Range(0, classes.Count).MaxBy(index => trainShares[index]);
        var rule = Count(observed, Enumerable.Repeat(majority, observed.Length).ToArray(), classes.Count, []);
        var macro = Bootstrap.Intervals(observed.Length, weights => [MacroF1(Count(observed, predicted, classes.Count, weights))])[0];

        var losses = new MeanOf();
        double ruleLoss = 0;
        for (var row = 0; row < truth.Length; row++)
        {
            losses.Add(-Math.Log(Math.Max(probabilities[(row * classes.Count) + truth[row]], SmallestProbability)));
            ruleLoss -= Math.Log(Math.Max(trainShares[truth[row]], SmallestProbability));
        }

        var right = Enumerable.Range(0, classes.Count).Sum(index => matrix[index][index]);
        List<Measurement> measurements =
        [
            new(MetricNames.Accuracy, right / n, Intervals.Proportion(right, n), n, rule[majority][majority] / n),
            new(MetricNames.MacroF1, MacroF1(matrix), macro, n, MacroF1(rule)),
            new(MetricNames.LogLoss, losses.Mean, losses.Interval, n, ruleLoss / n),
        ];
        for (var index = 0; index < classes.Count; index++) measurements.AddRange(OfClass(matrix, index, classes[index], n));
        return measurements;
    }

    /// <summary>Rows by true class and predicted class.</summary>
    internal static double[][] Count(int[] truth, int[] predicted, int classes, ReadOnlySpan<byte> weights)
    {
        var matrix = Enumerable.Range(0, classes).Select(_ => new double[classes]).ToArray();
        for (var row = 0; row < truth.Length; row++) matrix[truth[row]][predicted[row]] += weights.IsEmpty ? 1 : weights[row];
        return matrix;
    }

    /// <summary>The most probable class of each row, the first of equals, as ArgMax in the graph.</summary>
    internal static int[] Predict(ReadOnlySpan<float> probabilities, int classes)
    {
        var predicted = new int[probabilities.Length / classes];
        for (var row = 0; row < predicted.Length; row++)
        {
            var shares = probabilities.Slice(row * classes, classes);
            for (var index = 1; index < classes; index++)
                if (shares[index] > shares[predicted[row]]) predicted[row] = index;
        }

        return predicted;
    }

    /// <summary>Mean F1 of the classes that occur or are predicted.</summary>
    private static double MacroF1(double[][] matrix)
    {
        var scores = Enumerable.Range(0, matrix.Length).Select(index => OneAgainstRest(matrix, index).F1).Where(score => !double.IsNaN(score)).ToArray();
        return scores.Length == 0 ? double.NaN : scores.Average();
    }

    private static IEnumerable<Measurement> OfClass(double[][] matrix, int index, string name, long n)
    {
        var counts = OneAgainstRest(matrix, index);
        yield return new(MetricNames.OfClass(MetricNames.Precision, name), Defined(counts.Precision), Intervals.Proportion(counts.TruePositives, counts.LabelledPositive), n);
        yield return new(MetricNames.OfClass(MetricNames.Recall, name), Defined(counts.Recall), Intervals.Proportion(counts.TruePositives, counts.TruePositives + counts.FalseNegatives), n);
        yield return new(MetricNames.OfClass(MetricNames.F1, name), Defined(counts.F1), null, n);
    }

    private static Confusion OneAgainstRest(double[][] matrix, int index)
    {
        var right = matrix[index][index];
        var labelled = matrix.Sum(row => row[index]);
        var actual = matrix[index].Sum();
        return new Confusion(right, labelled - right, actual - right, matrix.Sum(row => row.Sum()) - labelled - actual + right);
    }

    private static double? Defined(double value) => double.IsNaN(value) ? null : value;
}

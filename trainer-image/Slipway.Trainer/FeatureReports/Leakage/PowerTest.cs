using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.FeatureReports.Statistics;

namespace Slipway.Trainer.FeatureReports.Leakage;

/// <summary>How well bins predict the label: each predicts what its rows of the train split had, and is judged on other rows. Pure.</summary>
/// <remarks>
/// Binary: ROC-AUC. Multiclass: the share of the label's entropy that is explained, 1 - cross-entropy with the bins / cross-entropy without; on rows that were not learned from it
/// is an estimate of the normalised mutual information that more bins do not raise. Regression: R². A bin counts its rows and one more of the average.
/// </remarks>
internal sealed class PowerTest(LearningTask task, int classes, FeatureSample train, FeatureSample other)
{
    internal string Measure => task switch { LearningTask.Binary => MetricNames.RocAuc, LearningTask.Multiclass => "information", _ => MetricNames.R2 };

    /// <summary>The power in the train split and in the other.</summary>
    internal (double? Train, double? Other) Of(int bins, int[] trainBins, int[] otherBins)
    {
        var learned = Learn(bins, trainBins);
        return (Judge(learned, trainBins, train.Labels), Judge(learned, otherBins, other.Labels));
    }

    /// <summary>The power of the order of a number, in the direction that it has in the train split; binary tasks alone.</summary>
    internal (double? Train, double? Other) OfOrder(FeatureLayout feature)
    {
        if (task != LearningTask.Binary || feature.IsVector || Area(Ordered(train), train.Labels) is not { } area) return (null, null);
        var seen = Area(Ordered(other), other.Labels);
        return area >= 0.5 ? (area, seen) : (1 - area, 1 - seen);

        float[] Ordered(FeatureSample sample) => [.. sample.Columns[feature.First].Select(value => float.IsNaN(value) ? float.MinValue : value)];
    }

    /// <summary>What each bin predicts: a number, or a share of each class.</summary>
    private double[][] Learn(int bins, int[] trainBins)
    {
        var width = task == LearningTask.Multiclass ? classes : 1;
        var (sums, counts, all) = (Enumerable.Range(0, bins).Select(_ => new double[width]).ToArray(), new double[bins], new double[width]);
        for (var row = 0; row < trainBins.Length; row++)
        {
            var (slot, value) = width > 1 ? ((int)train.Labels[row], 1.0) : (0, train.Labels[row]);
            sums[trainBins[row]][slot] += value;
            all[slot] += value;
            counts[trainBins[row]]++;
        }

        for (var bin = 0; bin < bins; bin++)
            for (var slot = 0; slot < width; slot++) sums[bin][slot] = (sums[bin][slot] + (all[slot] / trainBins.Length)) / (counts[bin] + 1);
        return sums;
    }

    private double? Judge(double[][] learned, int[] bins, float[] labels) => task switch
    {
        LearningTask.Binary => Area([.. bins.Select(bin => (float)learned[bin][0])], labels),
        LearningTask.Multiclass => Information(learned, bins, labels),
        _ => Determination(learned, bins, labels),
    };

    private static double? Area(float[] scores, float[] labels) => RocCurve.Area(new SortedScores(scores, [.. labels.Select(label => label > 0)]))?.Area;

    private double? Information(double[][] learned, int[] bins, float[] labels)
    {
        var shares = new double[classes];
        foreach (var label in train.Labels) shares[(int)label] += 1.0 / train.Count;
        double with = 0, without = 0;
        for (var row = 0; row < bins.Length; row++)
        {
            with -= Math.Log(learned[bins[row]][(int)labels[row]]);
            without -= Math.Log(shares[(int)labels[row]]);
        }

        return without > 0 ? Math.Max(0, 1 - (with / without)) : null;
    }

    private static double? Determination(double[][] learned, int[] bins, float[] labels)
    {
        if (labels.Length == 0) return null;
        double mean = labels.Average(label => (double)label), unexplained = 0, total = 0;
        for (var row = 0; row < bins.Length; row++)
        {
            unexplained += Math.Pow(labels[row] - learned[bins[row]][0], 2);
            total += Math.Pow(labels[row] - mean, 2);
        }

        return total > 0 ? Math.Max(0, 1 - (unexplained / total)) : null;
    }
}

using Slipway.Contracts.Training;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>The one number by which models with different features are compared: roc_auc, log_loss, r2 or ndcg. Pure.</summary>
internal static class HeadlineMeasure
{
    private const double SmallestProbability = 1e-16;

    internal static string Name(LearningTask task) => task switch { LearningTask.Binary => MetricNames.RocAuc, LearningTask.Multiclass => MetricNames.LogLoss, LearningTask.Ranking => MetricNames.Ndcg, _ => MetricNames.R2 };

    /// <summary>The value; NaN when it is undefined, as for rows of one class.</summary>
    internal static double Of(Target target, float[] predictions, float[] labels, float[] queries) => target.Task switch
    {
        LearningTask.Binary => RocCurve.Area(new SortedScores(predictions, [.. labels.Select(label => label > 0)]))?.Area ?? double.NaN,
        LearningTask.Multiclass => labels.Index().Average(row => -Math.Log(Math.Max(predictions[(row.Index * target.Classes.Count) + (int)row.Item], SmallestProbability))),
        LearningTask.Ranking => RankingMetrics.Ndcg(predictions, [.. labels.Select(label => (double)label)], queries),
        _ => Determination(predictions, labels),
    };

    private static double Determination(float[] predictions, float[] labels)
    {
        double mean = labels.Average(label => (double)label), total = labels.Sum(label => Math.Pow(label - mean, 2));
        return total > 0 ? 1 - (labels.Index().Sum(row => Math.Pow(row.Item - predictions[row.Index], 2)) / total) : double.NaN;
    }
}

using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Operator.ModelVersions;

namespace Slipway.Operator.TrainingJobs.Usage;

/// <summary>How much better one version is than another by the task's usual metric on their test splits. Pure.</summary>
internal static class HeadlineGain
{
    private static readonly HashSet<string> SmallerIsBetter = ["log_loss", "rmse", "mae"];

    /// <summary>The gain; null where the two have no such metric in common.</summary>
    public static double? Of(LearningTask task, IReadOnlyList<MetricValue>? metrics, IReadOnlyList<MetricValue>? before)
    {
        foreach (var name in HeadlineMetric.Usual(task))
        {
            if (Value(metrics, name) is { } now && Value(before, name) is { } then) return SmallerIsBetter.Contains(name) ? then - now : now - then;
        }

        return null;
    }

    private static double? Value(IReadOnlyList<MetricValue>? metrics, string name) =>
        metrics?.FirstOrDefault(metric => metric is { Split: Split.Test, Slice: null, Dataset: null, Value: { } value } && metric.Metric == name && double.IsFinite(value))?.Value;
}

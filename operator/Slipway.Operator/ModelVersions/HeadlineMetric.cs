using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;

namespace Slipway.Operator.ModelVersions;

/// <summary>The one number by which people know a model.</summary>
internal static class HeadlineMetric
{
    /// <summary>The metrics that people know models of a task by, the first of which that was measured counts.</summary>
    public static string[] Usual(LearningTask task) => task switch
    {
        LearningTask.Binary => ["roc_auc", "log_loss"],
        LearningTask.Multiclass => ["accuracy", "log_loss"],
        LearningTask.Ranking => ["ndcg", "map"],
        _ => ["rmse", "mae"],
    };

    /// <summary>The task's usual metric on all rows of the test split, such as <c>roc_auc 0.81</c>; null when nothing was measured there.</summary>
    public static string? Of(LearningTask task, IReadOnlyList<MetricValue>? metrics)
    {
        var measured = (metrics ?? []).Where(metric => metric is { Split: Split.Test, Slice: null, Value: { } value } && double.IsFinite(value)).ToList();
        var metric = Usual(task).Select(name => measured.Find(each => each.Metric == name)).FirstOrDefault(each => each is not null) ?? measured.FirstOrDefault();
        return metric is null ? null : string.Create(CultureInfo.InvariantCulture, $"{metric.Metric} {metric.Value:0.####}");
    }
}

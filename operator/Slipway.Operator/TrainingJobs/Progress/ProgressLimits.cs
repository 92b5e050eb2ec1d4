using Slipway.Contracts.Training;

namespace Slipway.Operator.TrainingJobs.Progress;

/// <summary>What of a report goes into a status that everybody reads: images of anybody send them.</summary>
internal static class ProgressLimits
{
    /// <summary>Largest body in bytes.</summary>
    public const int MaxBytes = 64 << 10;

    private const int MaxMetrics = 50;
    private const int MaxName = 100;
    private const int MaxValue = 100;

    /// <summary>What is wrong with a report; null when nothing is.</summary>
    public static string? Fault(TrainerStatus status)
    {
        if (status.ProgressPercentage is < 0 or > 100) return FormattableString.Invariant($"trainerStatus.progressPercentage: '{status.ProgressPercentage}': must be 0 to 100");
        if (status.EstimatedRemainingSeconds < 0) return FormattableString.Invariant($"trainerStatus.estimatedRemainingSeconds: '{status.EstimatedRemainingSeconds}': must be 0 or more");
        if (status.Metrics is not { } metrics) return null;
        if (metrics.Count > MaxMetrics) return $"trainerStatus.metrics: has {metrics.Count} entries; send at most {MaxMetrics}";
        foreach (var (index, metric) in metrics.Index())
        {
            if (metric.Name.Length is 0 or > MaxName) return $"trainerStatus.metrics[{index}].name: must have 1 to {MaxName} characters";
            if (metric.Value.Length > MaxValue) return $"trainerStatus.metrics[{index}].value: must have at most {MaxValue} characters";
        }

        return metrics.DistinctBy(metric => metric.Name).Count() == metrics.Count ? null : "trainerStatus.metrics: a name occurs twice";
    }
}

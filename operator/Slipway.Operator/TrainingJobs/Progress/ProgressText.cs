using Slipway.Contracts;
using Slipway.Contracts.Training;

namespace Slipway.Operator.TrainingJobs.Progress;

/// <summary>How far a run has come, in a few words.</summary>
internal static class ProgressText
{
    public static string? Of(TrainerStatus? progress)
    {
        if (progress?.ProgressPercentage is not { } percent) return null;
        return progress.EstimatedRemainingSeconds is { } left ? $"{percent} %, {new Duration(TimeSpan.FromSeconds(left))} left" : $"{percent} %";
    }
}

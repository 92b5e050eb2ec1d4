using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.TrainingJobs.Scheduling;

/// <summary>Restarts the workers of a run as a whole: when one is lost, the others of its try go too, and the Job makes all of them anew.</summary>
/// <remarks>
/// A worker that lost a peer may wait in a collective operation for as long as its library allows. The Job counts failed pods, so that a try of N
/// workers costs N of its back-off limit. Caveats: a worker that has ended well is not run again; peers that need it fail until tries are used up.
/// </remarks>
internal static class GangRestart
{
    /// <summary>Pods of a try that has failed already.</summary>
    public static IEnumerable<Pod> Leftovers(Job? job, IReadOnlyList<Pod> pods)
    {
        if (job is null || job.Spec?.Suspend == true || job.Status?.Conditions.IsTrue("Complete") == true || job.Status?.Conditions.IsTrue("Failed") == true) return [];
        var own = pods.Where(pod => pod.IsControlledBy(job)).ToList();
        if (own.Max(LostAt) is not { } lost) return [];
        return own.Where(pod => pod.Status?.Phase is null or "Pending" or "Running" && !pod.IsBeingDeleted() && pod.Metadata.CreationTimestamp < lost);
    }

    // Pods that were deleted for the sake of another one are not lost themselves, or each restart would be the reason for the next.
    // Times have whole seconds: a pod that was made in the second of the loss is taken for a replacement.
    private static DateTimeOffset? LostAt(Pod pod)
    {
        if (pod.Status?.Conditions.Find("DisruptionTarget") is { Status: Condition.True } disruption) return disruption.LastTransitionTime;
        if (pod.Status?.Phase != "Failed" || pod.IsBeingDeleted()) return null;
        return pod.Status.ContainerStatuses?.Select(status => status.State?.Terminated?.FinishedAt).Max() ?? pod.Metadata.CreationTimestamp;
    }
}

using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Controllers.Common;

/// <summary>What controllers ask of pods.</summary>
internal static class PodQuestions
{
    public static bool HasSucceeded(this Pod pod) => pod.Status?.Phase == "Succeeded";

    public static bool HasFailed(this Pod pod) => pod.Status?.Phase == "Failed";

    public static bool IsFinished(this Pod pod) => pod.HasSucceeded() || pod.HasFailed();

    /// <summary>True for pods that run or will.</summary>
    public static bool IsActive(this Pod pod) => !pod.IsFinished() && !pod.IsBeingDeleted();

    public static bool IsReady(this Pod pod) => pod.Status?.Conditions.IsTrue("Ready") == true;

    /// <summary>When the pod has been ready for so long; null if it is not ready.</summary>
    public static DateTimeOffset? AvailableAt(this Pod pod, TimeSpan minReady) =>
        pod.Status?.Conditions.Find("Ready") is { Status: Condition.True, LastTransitionTime: { } since } ? since + minReady : null;

    /// <summary>When the last container ended; the pod's creation if none says so.</summary>
    public static DateTimeOffset FinishedAt(this Pod pod) =>
        (pod.Status?.ContainerStatuses ?? []).Select(status => status.State?.Terminated?.FinishedAt).Max()
        ?? pod.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue;
}

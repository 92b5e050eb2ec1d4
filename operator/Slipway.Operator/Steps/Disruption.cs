using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps;

/// <summary>What the cluster did to a pod that would have gone on: by the condition <c>DisruptionTarget</c>, and by the pod's reason where a kubelet gives one.</summary>
/// <remarks>Such an end does not count as a try: the Job's failure policy ignores it.</remarks>
internal static class Disruption
{
    /// <summary>What happened; null when nobody took the pod away.</summary>
    public static StepState? Of(Pod pod)
    {
        if (pod.Status?.Conditions.Find("DisruptionTarget") is not { Status: Condition.True } condition) return null;
        var said = (pod.Status.Message ?? condition.Message ?? condition.Reason ?? "no reason was given").Trim().TrimEnd('.');
        var (reason, what, remedy) = (condition.Reason, pod.Status.Reason) switch
        {
            ("PreemptionByScheduler", _) or (_, "Preempting") => ("Preempted", "preempted by one of higher priority", "a higher priority class in placement.priorityClassName keeps it on its node"),
            ("DeletionByTaintManager" or "DeletionByPodGC", _) => ("NodeLost", "lost with its node", "look at the node"),
            ("TerminationByKubelet", "Terminated" or "NodeShutdown") => ("NodeShutdown", "ended because its node shuts down", "it starts on another node"),
            (_, "Evicted") => ("Evicted", "evicted from its node", "set resources.requests to what it needs, so that the node does not run short of it"),
            ("EvictionByEvictionAPI", _) => ("Evicted", "evicted, as when a node is drained", "it starts on another node"),
            _ => ("Disrupted", $"taken away ({condition.Reason})", "it starts again"),
        };
        return new StepState(StepPhase.Failed, reason, $"Pod {pod.Metadata.Name} was {what}: {said}. This is not counted as a try; {remedy}.");
    }
}

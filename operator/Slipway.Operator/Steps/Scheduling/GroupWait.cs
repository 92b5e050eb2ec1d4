using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps.Scheduling;

/// <summary>Says why Volcano does not start a group, in its words.</summary>
internal static class GroupWait
{
    /// <summary>What is in the way; null when the pods run, or when Volcano has said nothing.</summary>
    public static StepState? Of(PodGroup? group, StepState state)
    {
        if (group?.Status is not { Phase: "Pending" or "Inqueue" } status || state.Phase == StepPhase.Missing) return null;
        var queue = group.Spec?.Queue ?? "default";
        if (status.Conditions?.LastOrDefault(condition => condition is { Type: "Unschedulable", Status: Condition.True }) is { } obstacle)
            return new StepState(StepPhase.Waiting, obstacle.Reason ?? "Unschedulable", $"Volcano starts none of its pods in queue '{queue}': {obstacle.Message?.TrimEnd('.') ?? obstacle.Reason}");
        return new StepState(StepPhase.Waiting, "Queued", $"its PodGroup waits in Volcano's queue '{queue}'");
    }
}

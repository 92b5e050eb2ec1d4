using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps.Scheduling;

namespace Slipway.Operator.Steps;

/// <summary>Tells that a step ran out of memory, with the most that it was seen to use.</summary>
internal static class OutOfMemory
{
    private const int Killed = 137;
    private const decimal NearLimit = 0.9m;

    /// <summary>The cause; null when it was another one.</summary>
    public static StepState? Of(Pod pod, ContainerStateTerminated end)
    {
        var limit = PodEnd.MemoryLimit(pod);
        var peak = StepPulse.Parse(end.Message)?.PeakMemoryBytes;
        // A process of the container may be killed for its memory without the node telling that it was.
        var isNearLimit = end.ExitCode == Killed && peak >= NearLimit * Quantity.Parse(limit);
        if (end.Reason != "OOMKilled" && !isNearLimit) return null;
        var seen = peak is { } bytes ? $" It was last seen at {Amount.Number("memory", bytes)}." : "";
        return new StepState(StepPhase.Failed, "OutOfMemory", limit is not null
            ? $"The step was killed because it needed more than its memory limit of {limit}.{seen} Raise resources.limits.memory, or give it less data."
            : $"The step was killed because its node ran out of memory.{seen} Set resources.limits.memory to what it needs, so that it gets a node with room.");
    }
}

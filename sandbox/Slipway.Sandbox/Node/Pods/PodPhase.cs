namespace Slipway.Sandbox.Node.Pods;

/// <summary>Finds the phase of a pod from its containers, by the kubelet's rules.</summary>
internal static class PodPhase
{
    public const string Pending = "Pending";
    public const string Running = "Running";
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";

    public static bool IsTerminal(string? phase) => phase is Succeeded or Failed;

    public static string Of(PodRestartPolicy policy, IReadOnlyList<ContainerSnapshot> init, IReadOnlyList<ContainerSnapshot> containers)
    {
        if (init.Any(container => !container.HasSucceeded))
        {
            var failed = policy == PodRestartPolicy.Never && init.Any(container => container.State.Terminated is { ExitCode: not 0 });
            return failed ? Failed : Pending;
        }

        if (containers.Any(container => container.State.Waiting is not null && container.LastState is null)) return Pending;
        if (policy == PodRestartPolicy.Always || containers.Any(container => container.State.Terminated is null)) return Running;
        if (containers.All(container => container.HasSucceeded)) return Succeeded;
        return policy == PodRestartPolicy.Never ? Failed : Running;
    }
}

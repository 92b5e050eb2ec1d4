using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Pods;

/// <summary>What a container's stored status means to a node that has just started, and so runs nothing.</summary>
internal static class ContainerHistory
{
    private const int KilledCode = 137;

    /// <summary>Where the container goes on from.</summary>
    /// <param name="container">The container.</param>
    /// <param name="stored">Its status as the last node wrote it; null: there is none.</param>
    /// <param name="now">Time of the end of what ran.</param>
    public static ContainerSnapshot Resume(Container container, ContainerStatus? stored, DateTimeOffset now)
    {
        var fresh = new ContainerSnapshot(container.Name, container.Image ?? "");
        if (stored?.State is not { } state) return fresh;
        var known = fresh with { RestartCount = stored.RestartCount ?? 0, LastState = stored.LastState?.Terminated is null ? null : stored.LastState };
        if (state.Running is { } running)
        {
            return known.Terminated(new ContainerStateTerminated
            {
                ExitCode = KilledCode,
                Reason = "ContainerStatusUnknown",
                Message = "The container could not be located when the sandbox was started again; it ended with the sandbox",
                StartedAt = running.StartedAt,
                FinishedAt = now,
            });
        }

        if (state.Terminated is { } ended) return known.Terminated(ended);
        // It waited for its next start, which comes now.
        return known.LastState is null ? known : known with { RestartCount = known.RestartCount + 1 };
    }
}

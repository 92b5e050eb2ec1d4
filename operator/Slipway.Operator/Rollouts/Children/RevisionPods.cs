using Slipway.Kubernetes.Resources;
using Slipway.Operator.Rollouts.Decisions;
using Slipway.Operator.Steps;

namespace Slipway.Operator.Rollouts.Children;

/// <summary>Reads from a revision's objects how its pods stand.</summary>
internal static class RevisionPods
{
    /// <summary>The state of a revision.</summary>
    /// <param name="deployment">Its Deployment.</param>
    /// <param name="service">Its Service; null when it is not there yet.</param>
    /// <param name="pods">Its pods.</param>
    public static RevisionState StateOf(Deployment deployment, Service? service, IReadOnlyList<Pod> pods)
    {
        var status = deployment.Status;
        var ready = status?.ReadyReplicas ?? 0;
        var wanted = deployment.Spec?.Replicas ?? 1;
        var seen = status?.ObservedGeneration >= (deployment.Metadata.Generation ?? 0);
        var available = seen && wanted > 0 && (status?.UpdatedReplicas ?? 0) >= wanted && ready >= wanted && AddressOf(service) is not null;
        return new RevisionState(ready, available, available ? null : Trouble(pods));
    }

    /// <summary>Base URL of a Service; null while it has no address.</summary>
    public static string? AddressOf(Service? service) =>
        service?.Spec?.ClusterIP is { Length: > 0 } address and not "None" ? $"http://{address}:{RolloutNames.Port}" : null;

    private static string? Trouble(IReadOnlyList<Pod> pods) => pods.Select(Trouble).FirstOrDefault(text => text is not null);

    private static string? Trouble(Pod pod)
    {
        if (Obstacle.Of(pod) is { } obstacle) return obstacle.Message;
        foreach (var container in pod.Status?.ContainerStatuses ?? [])
        {
            var end = container.State?.Terminated ?? container.LastState?.Terminated;
            if (container.Ready == true || end is null || end.ExitCode == 0) continue;
            var said = end.Message?.Trim() is { Length: > 0 } message ? LastLine(message) : end.Reason ?? "no message";
            return $"pod {pod.Metadata.Name} ended with code {end.ExitCode}: {said}";
        }

        return null;
    }

    private static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
}

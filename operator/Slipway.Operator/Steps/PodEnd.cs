using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps;

/// <summary>Finds how the step's container of a pod ended.</summary>
internal static class PodEnd
{
    public static ContainerStateTerminated? Of(Pod? pod) => Status(pod)?.State?.Terminated ?? Status(pod)?.LastState?.Terminated;

    /// <summary>Memory limit of the step's container, as it was written.</summary>
    public static string? MemoryLimit(Pod pod) =>
        pod.Spec?.Containers?.FirstOrDefault(container => container.Name == StepTemplate.Container)?.Resources?.Limits?.GetValueOrDefault("memory");

    private static ContainerStatus? Status(Pod? pod) =>
        pod?.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == StepTemplate.Container);
}

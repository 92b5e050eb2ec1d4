using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps;

/// <summary>Says why a pod does not start, in the words of the scheduler or the node, with a remedy.</summary>
internal static class Obstacle
{
    /// <summary>What is in the way; null when the pod only takes its time.</summary>
    public static StepState? Of(Pod pod)
    {
        var scheduled = pod.Status?.Conditions.Find("PodScheduled");
        if (scheduled is { Status: Condition.False, Reason: "Unschedulable" or "SchedulerError" })
        {
            return new StepState(StepPhase.Waiting, "Unschedulable",
                $"no node can take pod {pod.Metadata.Name}: {scheduled.Message?.TrimEnd('.')}; free or add such a node, or ask for less in the resources");
        }

        var waiting = pod.Status?.ContainerStatuses?.Select(status => status.State?.Waiting).FirstOrDefault(state => state is not null);
        return waiting?.Reason switch
        {
            "ImagePullBackOff" or "ErrImagePull" or "InvalidImageName" or "ErrImageNeverPull" or "ImageInspectError" => new StepState(StepPhase.Waiting, waiting.Reason,
                $"the image {Image(pod)} cannot be pulled: {(waiting.Message ?? waiting.Reason).TrimEnd('.')}; check its name, that it exists, and the pull secret"),
            "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" => new StepState(StepPhase.Waiting, waiting.Reason,
                $"the container cannot be made: {(waiting.Message ?? waiting.Reason).TrimEnd('.')}; check the Secrets, volumes and command that the manifest names"),
            _ => null,
        };
    }

    private static string Image(Pod pod) =>
        pod.Spec?.Containers?.FirstOrDefault(container => container.Name == StepTemplate.Container)?.Image ?? "of the pod";
}

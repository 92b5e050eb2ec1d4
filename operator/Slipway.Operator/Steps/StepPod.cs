using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps.Scheduling;

namespace Slipway.Operator.Steps;

/// <summary>The pod of a step: restricted, without a token, with its specification in a volume.</summary>
internal static class StepPod
{
    public static PodTemplateSpec Of(StepTemplate step) => new()
    {
        Metadata = new ObjectMeta { Labels = ChildMetadata.Labels(step.Owner, step.Step), Annotations = Annotations(step) },
        Spec = new PodSpec
        {
            RestartPolicy = "Never",
            AutomountServiceAccountToken = false,
            NodeSelector = PlacedPod.NodeSelector(step.Placement),
            Affinity = PodTopology.Affinity(step, PlacedPod.Affinity(step.Placement, step.Jurisdictions)),
            Tolerations = PlacedPod.Tolerations(step.Placement),
            PriorityClassName = step.Placement?.PriorityClassName,
            RuntimeClassName = step.Placement?.RuntimeClassName,
            SchedulerName = step.Volcano is null ? null : VolcanoGroup.Scheduler,
            Subdomain = step.Workers > 1 ? step.Name : null,
            SecurityContext = new JsonObject
            {
                ["runAsNonRoot"] = true,
                ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
            },
            Containers = [ContainerOf(step)],
            Volumes =
            [
                new Volume { Name = "slipway-step", ConfigMap = new ConfigMapVolumeSource { Name = step.Name } },
                new Volume { Name = "slipway-tmp", EmptyDir = [] },
                .. StepSecretFile.Volumes(step.SecretFile),
                .. StepProgressAccess.Volumes(step),
            ],
        },
    };

    private static Dictionary<string, string>? Annotations(StepTemplate step) =>
        step.Volcano is null ? PodTopology.Annotations(step) : new() { [VolcanoGroup.Annotation] = step.Name };

    private static Container ContainerOf(StepTemplate step) => new()
    {
        Name = StepTemplate.Container,
        Image = step.Image,
        Command = step.Command,
        Args = step.Args ?? [step.Step],
        Env =
        [
            new EnvVar { Name = "SLIPWAY_SPEC", Value = $"{StepTemplate.SpecFolder}/spec.json" },
            new EnvVar { Name = "POD_NAME", ValueFrom = WorkerEnvironment.Field("metadata.name") },
            .. StepSecretFile.Environment(step.SecretFile),
            .. StepProgressAccess.Environment(step),
            .. WorkerEnvironment.Of(step),
        ],
        EnvFrom = step.Secrets.Count == 0
            ? null
            : new JsonArray([.. step.Secrets.Select(secret => new JsonObject { ["secretRef"] = new JsonObject { ["name"] = secret.Name } })]),
        Resources = PlacedPod.Resources(step.Placement),
        VolumeMounts =
        [
            new VolumeMount { Name = "slipway-step", MountPath = StepTemplate.SpecFolder, ReadOnly = true },
            new VolumeMount { Name = "slipway-tmp", MountPath = "/tmp" },
            .. StepSecretFile.Mounts(step.SecretFile),
            .. StepProgressAccess.Mounts(step),
        ],
        SecurityContext = new JsonObject
        {
            ["allowPrivilegeEscalation"] = false,
            ["readOnlyRootFilesystem"] = true,
            ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
        },
        // Without a result of its own, the last lines of the log say more than an exit code.
        TerminationMessagePolicy = "FallbackToLogsOnError",
    };
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps.Scheduling;

namespace Slipway.Operator.Steps;

/// <summary>The objects of a step: its specification, its Job, and a headless Service when several workers have to find each other.</summary>
internal static class StepChildren
{
    /// <summary>Key of the specification in its ConfigMap.</summary>
    public const string SpecificationKey = "spec.json";

    /// <summary>The children in the order in which they are written; the Job comes last, so that its pods find all else.</summary>
    public static IReadOnlyList<Child> Of(StepTemplate step, StepObjects live)
    {
        var template = Template(step);
        var children = new List<Child> { Child.Once(BuiltIn.ConfigMaps, Specification(step), live.ConfigMap(step.Name)) };
        if (step.Workers > 1) children.Add(Child.Once(BuiltIn.Services, Rendezvous(step), live.Service(step.Name)));
        if (step.Volcano is not null) children.Add(VolcanoGroup.Of(step, PodOf(template), live.PodGroup(step.Name)));
        children.Add(Child.Once(BuiltIn.Jobs, JobOf(step, template), live.Job(step.Name)));
        return children;
    }

    /// <summary>The pod as it is asked for, the user's own template included.</summary>
    public static PodSpec PodOf(StepTemplate step) => PodOf(Template(step));

    private static PodSpec PodOf(JsonObject template) => template.Deserialize(KubernetesJson.Default.PodTemplateSpec)?.Spec ?? new PodSpec();

    private static ConfigMap Specification(StepTemplate step) => new()
    {
        Metadata = ChildMetadata.For(step.Owner, step.Name, step.Step),
        Data = new Dictionary<string, string>(StepProgressAccess.Data(step)) { [SpecificationKey] = step.SpecJson },
        Immutable = true,
    };

    private static Service Rendezvous(StepTemplate step) => new()
    {
        Metadata = ChildMetadata.For(step.Owner, step.Name, step.Step),
        Spec = new ServiceSpec
        {
            ClusterIP = "None",
            PublishNotReadyAddresses = true,
            Selector = new Dictionary<string, string> { [ChildMetadata.JobLabel] = step.Name },
            Ports = [new ServicePort { Name = "rendezvous", Port = WorkerEnvironment.Port }],
        },
    };

    private static Job JobOf(StepTemplate step, JsonObject template)
    {
        var metadata = ChildMetadata.For(step.Owner, step.Name, step.Step) with
        {
            Annotations = step.Workers > 1 ? new Dictionary<string, string> { [Tries.WorkersAnnotation] = step.Workers.ToString(CultureInfo.InvariantCulture) } : null,
        };
        return new Job
        {
            Metadata = step.Queue.Count == 0 ? metadata : metadata with { Labels = metadata.Labels!.Concat(step.Queue).ToDictionary(StringComparer.Ordinal) },
            Spec = new JobSpec
            {
                BackoffLimit = Failures(step),
                ActiveDeadlineSeconds = step.Deadline is { } deadline ? (long)Math.Ceiling(deadline.Value.TotalSeconds) : null,
                Parallelism = step.Pods > 1 ? step.Pods : null,
                Completions = step.Pods > 1 ? step.Pods : null,
                CompletionMode = step.Pods > 1 ? "Indexed" : null,
                // From here on it is Kueue that sets and clears it.
                Suspend = step.Queue.Count > 0 ? true : null,
                PodReplacementPolicy = "Failed",
                PodFailurePolicy = FailurePolicy(),
                Template = template,
            },
        };
    }

    // Workers fail together, each pod once a try; pods that only share work may meet one disturbance each.
    private static int Failures(StepTemplate step) => ((step.Retries + 1) * step.Workers) - 1 + step.Parallelism - 1;

    // A wrong specification or refused data stays so; a pod that was taken away by the cluster does not count as a try.
    private static JsonObject FailurePolicy() => new()
    {
        ["rules"] = new JsonArray(
            new JsonObject
            {
                ["action"] = "Ignore",
                ["onPodConditions"] = new JsonArray(new JsonObject { ["type"] = "DisruptionTarget", ["status"] = "True" }),
            },
            new JsonObject
            {
                ["action"] = "FailJob",
                ["onExitCodes"] = new JsonObject
                {
                    ["containerName"] = StepTemplate.Container,
                    ["operator"] = "In",
                    ["values"] = new JsonArray(StepExitCode.Invalid, StepExitCode.Refused, ShellExitCode.NotExecutable, ShellExitCode.NotFound),
                },
            }),
    };

    private static JsonObject Template(StepTemplate step)
    {
        var template = JsonSerializer.SerializeToNode(StepPod.Of(step), KubernetesJson.Default.PodTemplateSpec)!.AsObject();
        PodVolumes.Add(template, step.Placement);
        return step.Template is { } users ? TemplateMerge.Over(users, template) : template;
    }
}

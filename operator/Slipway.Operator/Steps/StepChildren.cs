using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Steps;

/// <summary>The objects of a step: its specification, its Job, and a headless Service when several workers have to find each other.</summary>
internal static class StepChildren
{
    /// <summary>Key of the specification in its ConfigMap.</summary>
    public const string SpecificationKey = "spec.json";

    /// <summary>The children in the order in which they are written; the Job comes last, so that its pods find all else.</summary>
    public static IReadOnlyList<Child> Of(StepTemplate step, ConfigMap? liveSpec, Job? liveJob, Service? liveService = null)
    {
        var children = new List<Child> { Child.Once(BuiltIn.ConfigMaps, Specification(step), liveSpec) };
        if (step.Workers > 1) children.Add(Child.Once(BuiltIn.Services, Rendezvous(step), liveService));
        children.Add(Child.Once(BuiltIn.Jobs, JobOf(step), liveJob));
        return children;
    }

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
            Selector = new Dictionary<string, string> { ["batch.kubernetes.io/job-name"] = step.Name },
            Ports = [new ServicePort { Name = "rendezvous", Port = WorkerEnvironment.Port }],
        },
    };

    private static Job JobOf(StepTemplate step)
    {
        var pods = Math.Max(step.Workers, step.Parallelism);
        return new Job
        {
            Metadata = ChildMetadata.For(step.Owner, step.Name, step.Step),
            Spec = new JobSpec
            {
                // Each pod that shares work may meet one disturbance of its own.
                BackoffLimit = step.Retries + step.Parallelism - 1,
                ActiveDeadlineSeconds = step.Deadline is { } deadline ? (long)Math.Ceiling(deadline.Value.TotalSeconds) : null,
                Parallelism = pods > 1 ? pods : null,
                Completions = pods > 1 ? pods : null,
                CompletionMode = pods > 1 ? "Indexed" : null,
                PodReplacementPolicy = "Failed",
                PodFailurePolicy = FailurePolicy(),
                Template = Template(step),
            },
        };
    }

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
                    ["values"] = new JsonArray(StepExitCode.Invalid, StepExitCode.Refused),
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

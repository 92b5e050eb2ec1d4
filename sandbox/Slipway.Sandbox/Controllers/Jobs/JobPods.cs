using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.Controllers.Common;

namespace Slipway.Sandbox.Controllers.Jobs;

/// <summary>Makes the pods of a job.</summary>
internal static class JobPods
{
    private const string IndexVariable = "JOB_COMPLETION_INDEX";

    /// <summary>A new pod, for the completion index if the job has such.</summary>
    public static JsonObject New(DynamicObject job, int? index)
    {
        if (index is not { } number) return PodTemplates.NewPod(job, job.Metadata.Name!);
        var text = number.ToString(CultureInfo.InvariantCulture);
        var pod = PodTemplates.NewPod(job, $"{job.Metadata.Name}-{text}");
        var metadata = pod.Child("metadata");
        metadata.Child("labels")[JobWorld.IndexKey] = text;
        metadata.Child("annotations")[JobWorld.IndexKey] = text;
        var spec = pod.Child("spec");
        // The name under which workers of a distributed job find each other.
        spec["hostname"] = $"{job.Metadata.Name}-{text}";
        foreach (var container in spec.ArrayAt("initContainers").Objects().Concat(spec.ArrayAt("containers").Objects())) AddIndex(container);
        return pod;
    }

    private static void AddIndex(JsonObject container)
    {
        if (container["env"] is not JsonArray variables) container["env"] = variables = [];
        if (variables.Objects().Any(variable => variable.TextAt("name") == IndexVariable)) return;
        variables.Add(new JsonObject
        {
            ["name"] = IndexVariable,
            ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = $"metadata.labels['{JobWorld.IndexKey}']" } },
        });
    }
}

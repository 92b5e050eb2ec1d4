using System.Text.Json.Nodes;
using Slipway.Api.TrainingJobs;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Steps.Scheduling;

/// <summary>Keeps the worker pods of a step close to each other: by Kueue where it is in a queue, else by an affinity between them.</summary>
internal static class PodTopology
{
    /// <summary>Annotations of the pods that Kueue reads.</summary>
    public static Dictionary<string, string>? Annotations(StepTemplate step) => step switch
    {
        { Queue.Count: > 0, Topology.Required: { } required } => new() { ["kueue.x-k8s.io/podset-required-topology"] = required },
        { Queue.Count: > 0, Topology.Preferred: { } preferred } => new() { ["kueue.x-k8s.io/podset-preferred-topology"] = preferred },
        _ => null,
    };

    /// <summary>Adds the affinity between the pods to that of the nodes.</summary>
    public static JsonObject? Affinity(StepTemplate step, JsonObject? nodes)
    {
        if (step.Queue.Count > 0 || step.Workers <= 1 || step.Topology is not { } topology) return nodes;
        var affinity = nodes ?? [];
        affinity["podAffinity"] = topology.Required is { } required
            ? new JsonObject { ["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonArray(Term(step, required)) }
            : new JsonObject
            {
                ["preferredDuringSchedulingIgnoredDuringExecution"] = new JsonArray(new JsonObject { ["weight"] = 100, ["podAffinityTerm"] = Term(step, topology.Preferred!) }),
            };
        return affinity;
    }

    private static JsonObject Term(StepTemplate step, string level) => new()
    {
        ["topologyKey"] = level,
        ["labelSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { [ChildMetadata.JobLabel] = step.Name } },
    };
}

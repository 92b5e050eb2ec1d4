using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Steps.Scheduling;

/// <summary>The PodGroup by which Volcano starts the pods of a step together. It is made before the Job, or Volcano makes one of its own.</summary>
internal static class VolcanoGroup
{
    /// <summary>Scheduler that knows PodGroups.</summary>
    public const string Scheduler = "volcano";

    /// <summary>Annotation of a pod with the name of its group.</summary>
    public const string Annotation = "scheduling.k8s.io/group-name";

    /// <summary>The group of a step whose pods come from this template.</summary>
    public static Child Of(StepTemplate step, PodSpec pod, PodGroup? live) => Child.Once(SchedulerKinds.PodGroups, new PodGroup
    {
        Metadata = ChildMetadata.For(step.Owner, step.Name, step.Step),
        Spec = new PodGroupSpec
        {
            MinMember = step.Pods,
            MinResources = PodDemand.Of(pod).ToDictionary(need => need.Key, need => Amount.Exact(need.Value * step.Pods), StringComparer.Ordinal),
            Queue = step.Volcano!.Queue,
            PriorityClassName = step.Placement?.PriorityClassName,
            NetworkTopology = Topology(step),
        },
    }, live);

    private static JsonObject? Topology(StepTemplate step)
    {
        if (step.Volcano?.NetworkTopology is not { } topology) return null;
        var tree = new JsonObject { ["mode"] = topology.Mode };
        if (topology.HighestTierAllowed is { } tier) tree["highestTierAllowed"] = tier;
        return tree;
    }
}

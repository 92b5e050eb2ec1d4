using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Controllers.Deployments;

/// <summary>A deployment and its replica sets at one moment.</summary>
internal sealed class DeploymentWorld
{
    public DeploymentWorld(DynamicObject deployment, IReadOnlyList<DynamicObject> sets)
    {
        Deployment = deployment;
        var ordered = sets.OrderBy(set => set.Metadata.CreationTimestamp).ThenBy(Revision).ToList();
        Newest = ordered.FirstOrDefault(set => TemplateHash.IsSame(deployment, set));
        Old = [.. ordered.Where(set => set != Newest)];
        Replicas = (int)(deployment.Spec.IntegerAt("replicas") ?? 1);
    }

    public DynamicObject Deployment { get; }

    /// <summary>The set of the current template; null until it is made.</summary>
    public DynamicObject? Newest { get; }

    public IReadOnlyList<DynamicObject> Old { get; }

    public int Replicas { get; }

    public bool IsRecreate => Deployment.Spec.TextAt("strategy", "type") == "Recreate";

    public bool IsPaused => Deployment.Spec.FlagAt("paused");

    public RollingLimits Limits => RollingLimits.Of(Deployment.Spec.ObjectAt("strategy"), Replicas);

    public IEnumerable<DynamicObject> All => Newest is null ? Old : [Newest, .. Old];

    public static long Revision(DynamicObject set) =>
        long.TryParse(set.Annotation(DeploymentSets.RevisionKey), out var revision) ? revision : 0;

    public static SetScale Scale(DynamicObject set) => new(
        set.Metadata.Name!, Count(set, "spec", "replicas"), Count(set, "status", "availableReplicas"), Count(set, "status", "replicas"));

    public int Sum(string field) => All.Sum(set => Count(set, "status", field));

    public static int Count(DynamicObject? set, string part, string field) => (int)(set?.Content.IntegerAt(part, field) ?? 0);
}

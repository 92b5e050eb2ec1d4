using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Rollouts.Decisions;

namespace Slipway.Operator.Rollouts.Children;

/// <summary>The objects of one Rollout that the caches know.</summary>
internal sealed class OwnedObjects
{
    private OwnedObjects()
    {
    }

    public required IReadOnlyList<Deployment> Deployments { get; init; }

    public required IReadOnlyList<Service> Services { get; init; }

    public required IReadOnlyList<ConfigMap> ConfigMaps { get; init; }

    public required IReadOnlyList<PodDisruptionBudget> Budgets { get; init; }

    public required IReadOnlyList<Pod> Pods { get; init; }

    public IReadOnlyList<Pod> RouterPods => [.. Pods.Where(pod => pod.IsComponent(RolloutNames.Router))];

    public static OwnedObjects Of(Rollout rollout, RolloutCaches caches)
    {
        var uid = rollout.Metadata.Uid!;
        var label = ChildMetadata.LabelValue(rollout.Metadata.Name!);
        return new OwnedObjects
        {
            Deployments = caches.Deployments.OwnedBy(uid),
            Services = caches.Services.OwnedBy(uid),
            ConfigMaps = caches.ConfigMaps.OwnedBy(uid),
            Budgets = caches.Budgets.OwnedBy(uid),

            // Pods belong to ReplicaSets; the label leads from the Rollout to them.
            Pods = caches.Pods.WithRolloutLabel(rollout.Metadata.Namespace, label),
        };
    }

    /// <summary>Revisions of the committed status.</summary>
    public static IEnumerable<RevisionStatus> Committed(Rollout rollout) =>
        new[] { rollout.Status?.Stable, rollout.Status?.Candidate }.OfType<RevisionStatus>();

    public Deployment? Deployment(string name) => Deployments.FirstOrDefault(each => each.Metadata.Name == name);

    public Service? Service(string name) => Services.FirstOrDefault(each => each.Metadata.Name == name);

    public ConfigMap? ConfigMap(string name) => ConfigMaps.FirstOrDefault(each => each.Metadata.Name == name);

    public PodDisruptionBudget? Budget(string name) => Budgets.FirstOrDefault(each => each.Metadata.Name == name);

    /// <summary>How the pods of each revision stand.</summary>
    public Dictionary<string, RevisionState> Revisions() => Deployments
        .Where(each => each.IsComponent(RolloutNames.Predictor))
        .ToDictionary(
            each => each.Metadata.Name!,
            each => RevisionPods.StateOf(each, Service(each.Metadata.Name!), PodsOf(each.Metadata.Name!)));

    /// <summary>Pods of a revision.</summary>
    public IReadOnlyList<Pod> PodsOf(string revision) => [.. Pods.Where(pod => pod.Label(RolloutNames.RevisionLabel) == revision)];
}

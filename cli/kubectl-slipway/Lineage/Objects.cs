using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Cli.Lineage;

/// <summary>The objects of one namespace that a lineage is made of.</summary>
internal sealed record Objects(IReadOnlyList<Dataset> Datasets, IReadOnlyList<ModelVersion> Versions, IReadOnlyList<Rollout> Rollouts)
{
    /// <summary>Label of a predictor's pod with the revision that it serves.</summary>
    public const string RevisionLabel = "slipway.dev/revision";

    /// <summary>Pods that serve.</summary>
    public IReadOnlyList<Pod> Replicas { get; init; } = [];

    public static async Task<Objects> ReadAsync(IKubernetesClient client, string place, CancellationToken cancellation) => new(
        (await client.ListAsync(SlipwayKinds.Dataset, place, ListOptions.All, cancellation)).Items,
        (await client.ListAsync(SlipwayKinds.ModelVersion, place, ListOptions.All, cancellation)).Items,
        (await client.ListAsync(SlipwayKinds.Rollout, place, ListOptions.All, cancellation)).Items)
    {
        Replicas = (await client.ListAsync(BuiltIn.Pods, place, new ListOptions { LabelSelector = $"app.kubernetes.io/component=predictor,{RevisionLabel}" }, cancellation)).Items,
    };

    /// <summary>The revisions of a Rollout that serve.</summary>
    public static IEnumerable<RevisionStatus> RevisionsOf(Rollout rollout) => new[] { rollout.Status?.Stable, rollout.Status?.Candidate }.OfType<RevisionStatus>();

    /// <summary>The pods of a revision.</summary>
    public IEnumerable<Pod> ReplicasOf(RevisionStatus revision) => Replicas.Where(pod => pod.Label(RevisionLabel) == revision.Name).OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal);
}

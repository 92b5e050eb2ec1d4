using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Client;

namespace Slipway.Cli.Lineage;

/// <summary>The objects of one namespace that a lineage is made of.</summary>
internal sealed record Objects(IReadOnlyList<Dataset> Datasets, IReadOnlyList<ModelVersion> Versions, IReadOnlyList<Rollout> Rollouts)
{
    public static async Task<Objects> ReadAsync(IKubernetesClient client, string place, CancellationToken cancellation) => new(
        (await client.ListAsync(SlipwayKinds.Dataset, place, new ListOptions(), cancellation)).Items,
        (await client.ListAsync(SlipwayKinds.ModelVersion, place, new ListOptions(), cancellation)).Items,
        (await client.ListAsync(SlipwayKinds.Rollout, place, new ListOptions(), cancellation)).Items);
}

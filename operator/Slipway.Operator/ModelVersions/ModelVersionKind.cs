using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Cache;
using Slipway.Operator.Access;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Upstream;

namespace Slipway.Operator.ModelVersions;

/// <summary>Reads the world of a ModelVersion from the caches.</summary>
internal sealed class ModelVersionKind(ICache<ModelVersion> versions, ICache<Rollout> rollouts, DatasetCatalog datasets) : IKind<ModelVersion, ModelVersionStatus>
{
    public Task<Plan<ModelVersionStatus>> PlanAsync(ModelVersion resource, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var place = resource.Metadata.Namespace!;
        return Task.FromResult(ModelVersionDecision.Decide(
            new ModelVersionWorld
            {
                Version = resource,
                Rollouts = rollouts.List(place),
                Datasets = datasets.Named(CacheIndex.LearnedFrom(resource), place),
                Upstream = ModelFamily.Named(place, (resource.Spec.Provenance?.Upstream ?? []).Select(upstream => upstream.Model), versions, rollouts),
                Readers = versions.WithUpstream(place, resource.Spec.Model),
            },
            now));
    }
}

using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.ModelVersions;

/// <summary>Reads the world of a ModelVersion from the caches.</summary>
internal sealed class ModelVersionKind(ICache<Rollout> rollouts, ICache<Dataset> datasets) : IKind<ModelVersion, ModelVersionStatus>
{
    public Task<Plan<ModelVersionStatus>> PlanAsync(ModelVersion resource, DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.FromResult(ModelVersionDecision.Decide(
            new ModelVersionWorld
            {
                Version = resource,
                Rollouts = rollouts.List(resource.Metadata.Namespace),
                Datasets = CacheIndex.LearnedFrom(resource).Select(name => datasets.Get(new NamespacedName(resource.Metadata.Namespace!, name))).OfType<Dataset>().ToDictionary(dataset => dataset.Metadata.Name!),
            },
            now));
}

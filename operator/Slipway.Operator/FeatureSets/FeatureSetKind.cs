using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.FeatureSets;

/// <summary>Reads the world of a FeatureSet from the caches.</summary>
internal sealed class FeatureSetKind(ICache<Dataset> datasets, ICache<ModelVersion> versions) : IKind<FeatureSet, FeatureSetStatus>
{
    public Task<Plan<FeatureSetStatus>> PlanAsync(FeatureSet resource, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var place = resource.Metadata.Namespace!;
        var world = new FeatureSetWorld
        {
            FeatureSet = resource,
            Dataset = datasets.Get(new NamespacedName(place, resource.Spec.Dataset)),
            DatasetNames = [.. datasets.List(place).Select(dataset => dataset.Metadata.Name!)],
            Versions = [.. versions.List(place).Where(version => version.Spec.Provenance?.FeatureSet == resource.Metadata.Name)],
        };
        return Task.FromResult(FeatureSetDecision.Decide(world, now));
    }
}

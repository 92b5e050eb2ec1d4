using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;
using Slipway.Operator.Upstream;

namespace Slipway.Operator.FeatureSets;

/// <summary>Reads the world of a FeatureSet from the caches.</summary>
internal sealed class FeatureSetKind(
    DatasetCatalog datasets, ICache<FeatureSet> featureSets, ICache<TrainingJob> trainings, ICache<ModelVersion> versions, ICache<Rollout> rollouts, StepCaches children,
    OperatorSettings settings) : IKind<FeatureSet, FeatureSetStatus>
{
    public async Task<Plan<FeatureSetStatus>> PlanAsync(FeatureSet resource, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var place = resource.Metadata.Namespace!;
        var dataset = datasets.Find(resource.Spec.Dataset, place);
        var joined = datasets.Named(resource.Spec.Joins.Datasets(), place);
        var world = new FeatureSetWorld
        {
            FeatureSet = resource,
            Settings = settings,
            Children = await children.OfAsync(resource, resource.Status?.Backfill is { FinishedAt: null } running ? [running.Job] : [], cancellationToken),
            Dataset = dataset,
            JoinedDatasets = joined,
            DatasetNames = dataset is null || joined.Count < resource.Spec.Joins.Datasets().Count ? datasets.NamesNear(resource.Spec.Joins.Datasets().Append(resource.Spec.Dataset), place) : [],
            Upstream = ModelFamily.Named(place, UpstreamVersions.Models(resource.Spec.Features), versions, rollouts),
            UpstreamCycle = new UpstreamCycle(name => featureSets.Get(new NamespacedName(place, name)), name => trainings.WithFeatureSet(place, name), model => trainings.WithModel(place, model)).Find(resource),
            Versions = versions.WithFeatureSet(place, resource.Metadata.Name!),
        };
        return FeatureSetDecision.Decide(world, now);
    }
}

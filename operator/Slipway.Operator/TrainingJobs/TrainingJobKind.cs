using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.TrainingJobs;

/// <summary>Reads the world of a TrainingJob from the caches.</summary>
internal sealed class TrainingJobKind(
    ICache<TrainingJob> trainings, ICache<Dataset> datasets, ICache<FeatureSet> featureSets, ICache<ModelVersion> versions, StepCaches children,
    OperatorSettings settings) : IKind<TrainingJob, TrainingJobStatus>
{
    public Task<Plan<TrainingJobStatus>> PlanAsync(TrainingJob resource, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (place, spec) = (resource.Metadata.Namespace!, resource.Spec);
        var world = new TrainingJobWorld
        {
            Job = resource,
            Settings = settings,
            Dataset = datasets.Get(new NamespacedName(place, spec.Dataset)),
            DatasetNames = [.. datasets.List(place).Select(dataset => dataset.Metadata.Name!)],
            FeatureSet = spec.FeatureSet is null ? null : featureSets.Get(new NamespacedName(place, spec.FeatureSet)),
            FeatureSetNames = [.. featureSets.List(place).Select(features => features.Metadata.Name!)],
            Rivals = [.. trainings.List(place).Where(other => other.Spec.Model == spec.Model && other.Metadata.Name != resource.Metadata.Name && !other.IsBeingDeleted())],
            Versions = [.. versions.List(place).Where(version => version.Spec.Model == spec.Model)],
            Children = children.Of(resource),
        };
        return Task.FromResult(TrainingJobDecision.Decide(world, now));
    }
}

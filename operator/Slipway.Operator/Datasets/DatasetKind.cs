using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Cache;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.Datasets;

/// <summary>Reads the world of a Dataset from the caches.</summary>
internal sealed class DatasetKind(
    ICache<Dataset> datasets, ICache<TrainingJob> trainings, ICache<ModelVersion> versions, StepCaches children, OperatorSettings settings)
    : IKind<Dataset, DatasetStatus>
{
    public async Task<Plan<DatasetStatus>> PlanAsync(Dataset resource, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var place = resource.Metadata.Namespace;
        var world = new DatasetWorld
        {
            Dataset = resource,
            Datasets = datasets.List(place).Where(dataset => dataset.Metadata.Name != resource.Metadata.Name).Append(resource).ToDictionary(dataset => dataset.Metadata.Name!),
            Settings = settings,
            Children = await children.OfAsync(resource, resource.Status?.LastSnapshot is { FinishedAt: null } last ? last.Job : null, cancellationToken),
            DigestsInUse = InUse(place),
        };
        return DatasetDecision.Decide(world, now);
    }

    private HashSet<string> InUse(string? place) =>
    [
        .. trainings.List(place).SelectMany(job => job.Status?.Runs ?? []).Select(run => run.Dataset.Digest),
        .. versions.List(place).Select(version => version.Spec.Provenance?.DatasetDigest).OfType<string>(),
    ];
}

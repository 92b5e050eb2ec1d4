using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Models;
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
        var running = resource.Status?.LastSnapshot is { FinishedAt: null } last ? last : null;
        var world = new DatasetWorld
        {
            Dataset = resource,
            Datasets = DatasetReads.Of(resource.Spec).Any() ? WithOthers(resource) : Only(resource),
            Settings = settings,
            Children = await children.OfAsync(resource, running?.Job, cancellationToken),
            DigestsInUse = running is null ? [] : InUse(place),
        };
        return DatasetDecision.Decide(world, now);
    }

    private static Dictionary<string, Dataset> Only(Dataset resource) => new() { [resource.Metadata.Name!] = resource };

    private Dictionary<string, Dataset> WithOthers(Dataset resource) =>
        datasets.List(resource.Metadata.Namespace).Where(other => other.Metadata.Name != resource.Metadata.Name).Append(resource).ToDictionary(each => each.Metadata.Name!);

    // All that looks at every object of the namespace: only asked when a version comes and an older one may go.
    private HashSet<string> InUse(string? place) =>
    [
        .. trainings.List(place).SelectMany(job => job.Status?.Runs ?? []).SelectMany(run => (run.JoinedDatasets ?? []).Concat(run.EvaluationSets ?? []).Prepend(run.Dataset)).Select(pin => pin.Digest),
        .. versions.List(place).Select(version => version.Spec.Provenance).OfType<ModelProvenance>()
            .SelectMany(origin => (origin.JoinedDatasets ?? []).Concat(origin.EvaluationSets ?? []).Select(pin => pin.Digest).Append(origin.DatasetDigest)).OfType<string>(),
    ];
}

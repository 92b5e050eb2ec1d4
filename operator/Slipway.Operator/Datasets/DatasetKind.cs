using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Datasets.Collection;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.Datasets;

/// <summary>Reads the world of a Dataset from the caches.</summary>
internal sealed class DatasetKind(
    ICache<Dataset> datasets, ICache<FeatureSet> featureSets, ICache<TrainingJob> trainings, ICache<ModelVersion> versions, ICache<ConfigMap> configMaps, StepCaches children, IKubernetesClient client,
    OperatorSettings settings) : IKind<Dataset, DatasetStatus>
{
    public async Task<Plan<DatasetStatus>> PlanAsync(Dataset resource, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var snapshot = resource.Status?.LastSnapshot is { FinishedAt: null } last ? last.Job : null;
        var collecting = Collector.IsUnderWay(resource.Status) ? resource.Status!.Collection!.Job : null;
        var steps = await children.OfAsync(resource, [.. new[] { snapshot, collecting }.OfType<string>()], cancellationToken);
        var begins = collecting is not null && steps.Job(collecting) is null;
        if (begins && await children.FindAsync(resource, collecting!, cancellationToken) is { } unseen)
        {
            steps = steps with { Jobs = [.. steps.Jobs, unseen] };
            begins = false;
        }

        var world = new DatasetWorld
        {
            Dataset = resource,
            Datasets = DatasetReads.Of(resource.Spec).Any() ? WithOthers(resource) : Only(resource),
            Settings = settings,
            Children = steps,
            InUse = begins ? await VersionsInUse.ReadAsync(client, resource.Metadata.Namespace, cancellationToken) : MayGo(resource, now) ? Cached(resource.Metadata.Namespace) : null,
        };
        return DatasetDecision.Decide(world, now);
    }

    private static Dictionary<string, Dataset> Only(Dataset resource) => new() { [resource.Metadata.Name!] = resource };

    private Dictionary<string, Dataset> WithOthers(Dataset resource) =>
        datasets.List(resource.Metadata.Namespace).Where(other => other.Metadata.Name != resource.Metadata.Name).Append(resource).ToDictionary(each => each.Metadata.Name!);

    // All that looks at every object of the namespace: only asked when a version may go.
    private static bool MayGo(Dataset resource, DateTimeOffset now) => resource.Status is { } status
        && (status.Collection?.Versions is { Count: > 0 } || Expiry.Candidates(status, resource.Spec.Retention, now).Any());

    private VersionsInUse Cached(string? place) => VersionsInUse.Of(datasets.List(place), featureSets.List(place), trainings.List(place), versions.List(place), configMaps.List(place));
}

using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Rollouts.Children;

namespace Slipway.Operator.Datasets.Collection;

/// <summary>The digests of dataset versions, and of their lookup files, that a namespace uses.</summary>
/// <param name="Needed">Used by a run, a snapshot or a backfill that is under way, a model, a derived version, or a predictor.</param>
/// <param name="OnRecord">Named by runs that have ended, so that what they read can be looked at.</param>
internal sealed record VersionsInUse(IReadOnlySet<string> Needed, IReadOnlySet<string> OnRecord)
{
    public static VersionsInUse None { get; } = new(new HashSet<string>(), new HashSet<string>());

    public static VersionsInUse Of(
        IEnumerable<Dataset> datasets, IEnumerable<FeatureSet> features, IEnumerable<TrainingJob> trainings, IEnumerable<ModelVersion> models, IEnumerable<ConfigMap> lookups)
    {
        var runs = trainings.SelectMany(job => job.Status?.Runs ?? []).ToList();
        return new VersionsInUse(
            new HashSet<string>(
            [
                .. runs.Where(run => run.State == RunState.Running).SelectMany(Pins),
                .. models.Select(model => model.Spec.Provenance).SelectMany(origin => (origin?.JoinedDatasets ?? []).Concat(origin?.EvaluationSets ?? []).Select(pin => pin.Digest).Append(origin?.DatasetDigest)).OfType<string>(),
                .. features.Select(each => each.Status?.Backfill).OfType<BackfillStatus>().Where(backfill => backfill.FinishedAt is null).SelectMany(backfill => (backfill.JoinedDatasets ?? []).Prepend(backfill.Dataset)).Select(pin => pin.Digest),
                .. datasets.SelectMany(Reads),
                .. lookups.SelectMany(Lookups),
            ]),
            new HashSet<string>(runs.SelectMany(Pins)));
    }

    /// <summary>Asks the server, for decisions that cannot be taken back: a cache may be a moment behind.</summary>
    public static async Task<VersionsInUse> ReadAsync(IKubernetesClient client, string? place, CancellationToken cancellationToken)
    {
        var datasets = await client.ListAsync(SlipwayKinds.Dataset, place, ListOptions.All, cancellationToken);
        var features = await client.ListAsync(SlipwayKinds.FeatureSet, place, ListOptions.All, cancellationToken);
        var trainings = await client.ListAsync(SlipwayKinds.TrainingJob, place, ListOptions.All, cancellationToken);
        var models = await client.ListAsync(SlipwayKinds.ModelVersion, place, ListOptions.All, cancellationToken);
        var lookups = await client.ListAsync(BuiltIn.ConfigMaps, place, new ListOptions { LabelSelector = ChildMetadata.ManagedBySelector }, cancellationToken);
        return Of(datasets.Items, features.Items, trainings.Items, models.Items, lookups.Items);
    }

    private static IEnumerable<string> Pins(TrainingRun run) => (run.JoinedDatasets ?? []).Concat(run.EvaluationSets ?? []).Prepend(run.Dataset).Select(pin => pin.Digest);

    private static IEnumerable<string> Reads(Dataset dataset)
    {
        var running = dataset.Status?.LastSnapshot is { FinishedAt: null, Reads: { } reads } ? reads : [];
        return (dataset.Status?.Versions ?? []).SelectMany(version => version.Parents ?? []).Concat(dataset.Status?.Current?.Parents ?? []).Concat(running).Select(pin => pin.Digest);
    }

    private static IEnumerable<string> Lookups(ConfigMap map)
    {
        if (map.Data?.GetValueOrDefault(RolloutNames.LookupsKey) is not { } json) return [];
        return JsonSerializer.Deserialize(json, ContractsJson.Default.LookupTable)!.Lookups.Select(lookup => lookup.Digest);
    }
}

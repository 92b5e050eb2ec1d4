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
using Slipway.Operator.Hosting;
using Slipway.Operator.ModelVersions.Trash;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Rollouts.Children;

namespace Slipway.Operator.Datasets.Collection;

/// <summary>The digests of dataset versions, and of their lookup files, that something uses, in whatever namespace.</summary>
/// <param name="Needed">Used by a run, a snapshot or a backfill that is under way, a model, a derived version, or a predictor.</param>
/// <param name="OnRecord">Named by runs that have ended, so that what they read can be looked at, and by deleted models that can still be restored.</param>
internal sealed record VersionsInUse(IReadOnlySet<string> Needed, IReadOnlySet<string> OnRecord)
{
    public static VersionsInUse None { get; } = new(new HashSet<string>(), new HashSet<string>());

    public static VersionsInUse Of(
        IEnumerable<Dataset> datasets, IEnumerable<FeatureSet> features, IEnumerable<TrainingJob> trainings, IEnumerable<ModelVersion> models, IEnumerable<ConfigMap> lookups)
    {
        var runs = trainings.SelectMany(job => job.Status?.Runs ?? []).ToList();
        var maps = lookups.ToList();
        return new VersionsInUse(
            new HashSet<string>(
            [
                .. runs.Where(run => run.State == RunState.Running).SelectMany(Pins),
                .. models.SelectMany(LearnedFrom),
                .. features.Select(each => each.Status?.Backfill).OfType<BackfillStatus>().Where(backfill => backfill.FinishedAt is null).SelectMany(backfill => Access.Pins.All(backfill.Dataset, backfill.JoinedDatasets)).Select(pin => pin.Digest),
                .. datasets.SelectMany(Reads),
                .. maps.SelectMany(Lookups),
            ]),
            new HashSet<string>(runs.SelectMany(Pins).Concat(maps.Where(map => TrashedVersion.NameIn(map) is not null).Select(TrashedVersion.Find).OfType<TrashedVersion>().SelectMany(trashed => LearnedFrom(trashed.Record)))));
    }

    /// <summary>What the caches know, of all namespaces: a version can be read from any.</summary>
    public static VersionsInUse Cached(IReadOnlyList<OperatorInformers> scopes) => Of(
        scopes.SelectMany(scope => scope.Datasets.Cache.List()), scopes.SelectMany(scope => scope.FeatureSets.Cache.List()), scopes.SelectMany(scope => scope.TrainingJobs.Cache.List()),
        scopes.SelectMany(scope => scope.ModelVersions.Cache.List()), scopes.SelectMany(scope => scope.ConfigMaps.Cache.List()));

    /// <summary>Asks the server, for decisions that cannot be taken back: a cache may be a moment behind.</summary>
    /// <param name="client">The server.</param>
    /// <param name="places">The namespaces that the operator looks after; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<VersionsInUse> ReadAsync(IKubernetesClient client, IEnumerable<string?> places, CancellationToken cancellationToken)
    {
        var used = None;
        foreach (var place in places)
        {
            var datasets = await client.ListAsync(SlipwayKinds.Dataset, place, ListOptions.All, cancellationToken);
            var features = await client.ListAsync(SlipwayKinds.FeatureSet, place, ListOptions.All, cancellationToken);
            var trainings = await client.ListAsync(SlipwayKinds.TrainingJob, place, ListOptions.All, cancellationToken);
            var models = await client.ListAsync(SlipwayKinds.ModelVersion, place, ListOptions.All, cancellationToken);
            var lookups = await client.ListAsync(BuiltIn.ConfigMaps, place, new ListOptions { LabelSelector = ChildMetadata.ManagedBySelector }, cancellationToken);
            var here = Of(datasets.Items, features.Items, trainings.Items, models.Items, lookups.Items);
            used = new VersionsInUse(used.Needed.Union(here.Needed).ToHashSet(), used.OnRecord.Union(here.OnRecord).ToHashSet());
        }

        return used;
    }

    private static IEnumerable<string> LearnedFrom(ModelVersion model)
    {
        var origin = model.Spec.Provenance;
        var pins = (origin?.JoinedDatasets ?? []).Concat(origin?.EvaluationSets ?? []).Concat(new[] { model.Status?.Import?.Dataset }.OfType<DatasetPin>());
        return pins.Select(pin => pin.Digest).Append(origin?.DatasetDigest).OfType<string>();
    }

    private static IEnumerable<string> Pins(TrainingRun run) => Access.Pins.All(run.Dataset, run.JoinedDatasets, run.EvaluationSets).Select(pin => pin.Digest);

    private static IEnumerable<string> Reads(Dataset dataset)
    {
        var running = dataset.Status?.LastSnapshot is { FinishedAt: null, Reads: { } reads } ? reads : [];
        var parents = (dataset.Status?.Versions ?? []).SelectMany(version => version.Parents ?? []).Concat(dataset.Status?.Current?.Parents ?? []);
        return parents.Select(pin => pin.Digest).Concat(running.Select(read => read.Digest));
    }

    private static IEnumerable<string> Lookups(ConfigMap map)
    {
        if (map.Data?.GetValueOrDefault(RolloutNames.LookupsKey) is not { } json) return [];
        return JsonSerializer.Deserialize(json, ContractsJson.Default.LookupTable)!.Lookups.Select(lookup => lookup.Digest);
    }
}

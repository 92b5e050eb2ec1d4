using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Datasets;
using Slipway.Operator.FeatureSets;
using Slipway.Operator.ModelVersions.Trash;
using Slipway.Operator.Rollouts.Children;
using Slipway.Operator.TrainingJobs.Scheduling;
using Slipway.Operator.TrainingJobs.Triggers;
using Slipway.Operator.Upstream;

namespace Slipway.Operator.Reconciling;

/// <summary>
/// Indexes over what objects name. Every change of an object asks which others it concerns, and every pass asks for its relatives: with thousands of
/// objects in a namespace, looking through all of them would cost more than all the rest of a pass.
/// </summary>
internal static class CacheIndex
{
    private const string Dataset = "dataset";
    private const string FeatureSet = "featureSet";
    private const string Model = "model";
    private const string TrainingData = "trainingData";
    private const string CatchUp = "catchUp";
    private const string Upstream = "upstream";
    private const string Reads = "reads";
    private const string Serves = "serves";
    private const string Aliased = "aliased";
    private const string MeasuredOn = "measuredOn";
    private const string Trash = "trash";
    private const string Placing = "placing";

    /// <summary>Index of events by the uid of the object that they are about.</summary>
    public const string Involved = "involved";

    private const string RolloutLabel = RolloutNames.RolloutLabel;

    public static IReadOnlyDictionary<string, Func<Dataset, IEnumerable<string>>> OfDatasets { get; } = new Dictionary<string, Func<Dataset, IEnumerable<string>>>
    {
        [Dataset] = dataset => Datasets(dataset, DatasetReads.Of(dataset.Spec)),
        [Reads] = dataset => (dataset.Status?.LastSnapshot?.Reads ?? []).Select(read => read.Dataset).Distinct(),
    };

    public static IReadOnlyDictionary<string, Func<FeatureSet, IEnumerable<string>>> OfFeatureSets { get; } = new Dictionary<string, Func<FeatureSet, IEnumerable<string>>>
    {
        [Dataset] = features => Datasets(features, features.Spec.Joins.Datasets().Append(features.Spec.Dataset)),
        [Reads] = features => (features.Status?.Backfill?.Reads ?? []).Select(read => read.Dataset).Distinct(),
        [Upstream] = features => Values(features, [.. UpstreamVersions.Models(features.Spec.Features)]),
    };

    public static IReadOnlyDictionary<string, Func<TrainingJob, IEnumerable<string>>> OfTrainingJobs { get; } = new Dictionary<string, Func<TrainingJob, IEnumerable<string>>>
    {
        [Dataset] = job => Datasets(job, (job.Spec.Evaluation.Sets ?? []).Select(set => set.Dataset).Prepend(job.Spec.Dataset)),
        [Reads] = job => (job.Status?.Runs ?? []).SelectMany(run => run.Reads ?? []).Select(read => read.Dataset).Distinct(),
        [FeatureSet] = job => Values(job, [job.Spec.FeatureSet]),
        [Model] = job => Values(job, [job.Spec.Model]),
        [CatchUp] = job => CatchUpView.Concerns(job) ? [CatchUp] : [],
        [Placing] = job => (job.Status?.Runs ?? []).Any(run => run.State == RunState.Running && RunPlace.IsPlacing(run.Reason)) ? new[] { "", job.Metadata.Namespace! } : [],
    };

    public static IReadOnlyDictionary<string, Func<Event, IEnumerable<string>>> OfEvents { get; } = new Dictionary<string, Func<Event, IEnumerable<string>>>
    {
        [Involved] = happened => new[] { happened.InvolvedObject?.Uid }.OfType<string>(),
    };

    public static IReadOnlyDictionary<string, Func<ModelVersion, IEnumerable<string>>> OfModelVersions { get; } = new Dictionary<string, Func<ModelVersion, IEnumerable<string>>>
    {
        [Dataset] = version => Values(version, [.. (version.Spec.Lookups ?? []).Select(lookup => lookup.Dataset).Concat((version.Spec.Windows ?? []).Select(window => window.Dataset)).Distinct()]),
        [TrainingData] = version => Datasets(version, LearnedFrom(version)),
        [FeatureSet] = version => Values(version, [version.Spec.Provenance?.FeatureSet]),
        [Model] = version => Values(version, [version.Spec.Model]),
        [Upstream] = version => Values(version, [.. (version.Spec.Provenance?.Upstream ?? []).Select(upstream => upstream.Model).Distinct()]),
        [Aliased] = version => (version.Status?.Decisions ?? []).Any(decision => decision.Alias is not null) ? Values(version, [version.Spec.Model]) : [],
        [Reads] = version => (version.Status?.Import?.Reads ?? []).Select(read => read.Dataset).Distinct(),
        [MeasuredOn] = version => version.Spec.Imported?.Evaluation is { } evaluation ? Datasets(version, [evaluation.Dataset]) : [],
    };

    public static IReadOnlyDictionary<string, Func<Rollout, IEnumerable<string>>> OfRollouts { get; } = new Dictionary<string, Func<Rollout, IEnumerable<string>>>
    {
        [Model] = rollout => Values(rollout, [rollout.Spec.Model.Name]),
        [RolloutLabel] = rollout => Values(rollout, [ChildMetadata.LabelValue(rollout.Metadata.Name!)]),
        [Serves] = rollout => Values(rollout,
        [
            .. new[] { rollout.Status?.Stable?.ModelVersion, rollout.Status?.Candidate?.ModelVersion, rollout.Spec.Model.Version is { } version ? $"{rollout.Spec.Model.Name}-{version}" : null }.Distinct(),
        ]),
    };

    public static IReadOnlyDictionary<string, Func<ConfigMap, IEnumerable<string>>> OfConfigMaps { get; } = new Dictionary<string, Func<ConfigMap, IEnumerable<string>>>
    {
        [Trash] = map => Values(map, [TrashedVersion.NameIn(map)]),
    };

    public static IReadOnlyDictionary<string, Func<Pod, IEnumerable<string>>> OfPods { get; } = new Dictionary<string, Func<Pod, IEnumerable<string>>>
    {
        [RolloutLabel] = pod => Values(pod, [pod.Label(RolloutLabel)]),
    };

    /// <summary>The objects that have reads of this Dataset (<c>namespace/name</c>) on record.</summary>
    public static IReadOnlyList<T> WithReadsOf<T>(this ICache<T> cache, string dataset) where T : class, IKubernetesObject => cache.ByIndex(Reads, dataset);

    /// <summary>The TrainingJobs that make up for lost time, or wait to do so.</summary>
    public static IReadOnlyList<TrainingJob> CatchingUp(this ICache<TrainingJob> cache) => cache.ByIndex(CatchUp, CatchUp);

    /// <summary>The objects, of any namespace, that name this Dataset; of ModelVersions those that look in it or count its events.</summary>
    public static IReadOnlyList<T> WithDataset<T>(this ICache<T> cache, string? place, string name) where T : class, IKubernetesObject => cache.ByIndex(Dataset, Value(place, name));

    /// <summary>The ModelVersions, of any namespace, that learned from this Dataset.</summary>
    public static IReadOnlyList<ModelVersion> TrainedOn(this ICache<ModelVersion> cache, string? place, string name) => cache.ByIndex(TrainingData, Value(place, name));

    /// <summary>The Datasets that a model learned from, as it refers to them.</summary>
    public static IEnumerable<string> LearnedFrom(ModelVersion version) => version.Spec.Provenance is not { } origin
        ? []
        : (origin.JoinedDatasets ?? []).Select(pin => pin.Name).Append(origin.Dataset).Concat((origin.Parents ?? []).Select(parent => parent.Dataset)).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>The objects of a namespace that name this FeatureSet.</summary>
    public static IReadOnlyList<T> WithFeatureSet<T>(this ICache<T> cache, string? place, string name) where T : class, IKubernetesObject => cache.ByIndex(FeatureSet, Value(place, name));

    /// <summary>The objects of a namespace that belong to this model family.</summary>
    public static IReadOnlyList<T> WithModel<T>(this ICache<T> cache, string? place, string name) where T : class, IKubernetesObject => cache.ByIndex(Model, Value(place, name));

    /// <summary>The objects of a namespace whose features read the predictions of this model family.</summary>
    public static IReadOnlyList<T> WithUpstream<T>(this ICache<T> cache, string? place, string name) where T : class, IKubernetesObject => cache.ByIndex(Upstream, Value(place, name));

    /// <summary>The Rollouts that serve this ModelVersion, or name it.</summary>
    public static IReadOnlyList<Rollout> Serving(this ICache<Rollout> cache, string? place, string version) => cache.ByIndex(Serves, Value(place, version));

    /// <summary>The versions of a family that aliases were ever given to.</summary>
    public static IReadOnlyList<ModelVersion> WithAliases(this ICache<ModelVersion> cache, string? place, string model) => cache.ByIndex(Aliased, Value(place, model));

    /// <summary>The imported ModelVersions, of any namespace, that are measured on this Dataset.</summary>
    public static IReadOnlyList<ModelVersion> ImportedTo(this ICache<ModelVersion> cache, string? place, string dataset) => cache.ByIndex(MeasuredOn, Value(place, dataset));

    /// <summary>What the trash keeps of ModelVersions of this name.</summary>
    public static IReadOnlyList<ConfigMap> Trashed(this ICache<ConfigMap> cache, string? place, string version) => cache.ByIndex(Trash, Value(place, version));

    /// <summary>The pods that carry this Rollout label, or the Rollouts that give it.</summary>
    public static IReadOnlyList<T> WithRolloutLabel<T>(this ICache<T> cache, string? place, string label) where T : class, IKubernetesObject =>
        cache.ByIndex(RolloutLabel, Value(place, label));

    /// <summary>The TrainingJobs of a namespace, or of all (null), whose run waits for a place.</summary>
    public static IReadOnlyList<TrainingJob> WithoutPlace(this ICache<TrainingJob> cache, string? place) => cache.ByIndex(Placing, place ?? "");

    private static IEnumerable<string> Datasets(IKubernetesObject resource, IEnumerable<string> references) =>
        references.Select(reference => DatasetName.Parse(reference, resource.Metadata.Namespace!).ToString()).Distinct();

    private static IEnumerable<string> Values(IKubernetesObject resource, IReadOnlyList<string?> names) =>
        names.OfType<string>().Select(name => Value(resource.Metadata.Namespace, name));

    private static string Value(string? place, string name) => $"{place}/{name}";
}

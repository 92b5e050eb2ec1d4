using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;

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

    public static IReadOnlyDictionary<string, Func<Dataset, IEnumerable<string>>> OfDatasets { get; } = new Dictionary<string, Func<Dataset, IEnumerable<string>>>
    {
        [Dataset] = dataset => Values(dataset, dataset.Spec.Source.Datasets ?? []),
    };

    public static IReadOnlyDictionary<string, Func<FeatureSet, IEnumerable<string>>> OfFeatureSets { get; } = new Dictionary<string, Func<FeatureSet, IEnumerable<string>>>
    {
        [Dataset] = features => Values(features, [features.Spec.Dataset]),
    };

    public static IReadOnlyDictionary<string, Func<TrainingJob, IEnumerable<string>>> OfTrainingJobs { get; } = new Dictionary<string, Func<TrainingJob, IEnumerable<string>>>
    {
        [Dataset] = job => Values(job, [job.Spec.Dataset]),
        [FeatureSet] = job => Values(job, [job.Spec.FeatureSet]),
        [Model] = job => Values(job, [job.Spec.Model]),
    };

    public static IReadOnlyDictionary<string, Func<ModelVersion, IEnumerable<string>>> OfModelVersions { get; } = new Dictionary<string, Func<ModelVersion, IEnumerable<string>>>
    {
        [FeatureSet] = version => Values(version, [version.Spec.Provenance?.FeatureSet]),
        [Model] = version => Values(version, [version.Spec.Model]),
    };

    /// <summary>The objects of a namespace that name this Dataset.</summary>
    public static IReadOnlyList<T> WithDataset<T>(this ICache<T> cache, string? place, string name) where T : class, IKubernetesObject => cache.ByIndex(Dataset, Value(place, name));

    /// <summary>The objects of a namespace that name this FeatureSet.</summary>
    public static IReadOnlyList<T> WithFeatureSet<T>(this ICache<T> cache, string? place, string name) where T : class, IKubernetesObject => cache.ByIndex(FeatureSet, Value(place, name));

    /// <summary>The objects of a namespace that belong to this model family.</summary>
    public static IReadOnlyList<T> WithModel<T>(this ICache<T> cache, string? place, string name) where T : class, IKubernetesObject => cache.ByIndex(Model, Value(place, name));

    private static IEnumerable<string> Values(IKubernetesObject resource, IReadOnlyList<string?> names) =>
        names.OfType<string>().Select(name => Value(resource.Metadata.Namespace, name));

    private static string Value(string? place, string name) => $"{place}/{name}";
}

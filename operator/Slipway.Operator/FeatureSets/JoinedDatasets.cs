using Slipway.Api.Datasets;
using Slipway.Contracts.Features;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.FeatureSets;

/// <summary>Finds the Datasets that joins name.</summary>
internal static class JoinedDatasets
{
    /// <summary>Their names, each once.</summary>
    public static IReadOnlyList<string> Datasets(this IReadOnlyList<FeatureJoin>? joins) => [.. (joins ?? []).Select(join => join.Dataset).Distinct()];

    /// <summary>Those that are there, by name.</summary>
    public static IReadOnlyDictionary<string, Dataset> Named(this ICache<Dataset> cache, string place, IReadOnlyList<FeatureJoin>? joins) =>
        joins.Datasets().Select(name => cache.Get(new NamespacedName(place, name))).OfType<Dataset>().ToDictionary(dataset => dataset.Metadata.Name!);
}

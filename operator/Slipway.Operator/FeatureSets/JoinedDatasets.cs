using Slipway.Api.Datasets;
using Slipway.Contracts.Features;
using Slipway.Operator.Access;

namespace Slipway.Operator.FeatureSets;

/// <summary>Finds the Datasets that joins name.</summary>
internal static class JoinedDatasets
{
    /// <summary>Their names, each once.</summary>
    public static IReadOnlyList<string> Datasets(this IReadOnlyList<FeatureJoin>? joins) => [.. (joins ?? []).Select(join => join.Dataset).Distinct()];

    /// <summary>Those that are there, by the reference that names them.</summary>
    public static IReadOnlyDictionary<string, Dataset> Named(this DatasetCatalog catalog, string place, IReadOnlyList<FeatureJoin>? joins) => 
        catalog.Named(joins.Datasets(), place);
}

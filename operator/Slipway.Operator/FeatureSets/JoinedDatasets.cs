using Slipway.Contracts.Features;

namespace Slipway.Operator.FeatureSets;

/// <summary>The Datasets that joins name.</summary>
internal static class JoinedDatasets
{
    /// <summary>References to them, each once.</summary>
    public static IReadOnlyList<string> Datasets(this IReadOnlyList<FeatureJoin>? joins) => [.. (joins ?? []).Select(join => join.Dataset).Distinct()];
}

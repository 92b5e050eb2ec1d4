using Slipway.Contracts.Features;

namespace Slipway.Operator.Upstream;

/// <summary>A feature that reads the predictions of another model.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Declared">The model as it is declared.</param>
/// <param name="InUse">The version that a run would be pinned to; null when it is not ready.</param>
internal sealed record UpstreamVersions(string Feature, UpstreamModel Declared, string? InUse)
{
    /// <summary>What is wanted, for people.</summary>
    public string Wanted => Declared.Version is { } version ? $"ModelVersion '{Declared.Model}-{version}'" : $"a version of model '{Declared.Model}'";

    public static IReadOnlyList<UpstreamVersions> Of(IReadOnlyList<Feature>? features, IReadOnlyDictionary<string, ModelFamily> families) =>
        [.. (features ?? []).Where(feature => feature.Upstream is not null).Select(feature => new UpstreamVersions(feature.Name, feature.Upstream!, Resolve(feature.Upstream!, families.GetValueOrDefault(feature.Upstream!.Model))))];

    /// <summary>The families that features read, each once.</summary>
    public static IReadOnlyList<string> Models(IReadOnlyList<Feature>? features) => [.. (features ?? []).Select(feature => feature.Upstream?.Model).OfType<string>().Distinct()];

    private static string? Resolve(UpstreamModel declared, ModelFamily? family) => declared.Version is { } version ? family?.Has(version) == true ? version : null : family?.InUse;
}

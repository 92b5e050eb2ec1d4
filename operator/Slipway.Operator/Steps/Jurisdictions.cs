using Slipway.Api.Datasets;

namespace Slipway.Operator.Steps;

/// <summary>Where data may be processed decides on which nodes the pods that read it may run.</summary>
/// <remarks>A step reads several datasets, so it may run where all of them may be processed. Nodes say where they are by a label that the platform team gives them.</remarks>
internal static class Jurisdictions
{
    /// <summary>Label of a node with the ISO 3166 code of its country.</summary>
    public const string NodeLabel = "slipway.dev/jurisdiction";

    /// <summary>Where all of these may be processed: null for anywhere, none for nowhere.</summary>
    public static IReadOnlyList<string>? Common(params IEnumerable<Dataset?> datasets)
    {
        var limited = datasets.Select(dataset => dataset?.Spec.Provenance?.Jurisdictions).OfType<IReadOnlyList<string>>().ToList();
        return limited.Count == 0 ? null : [.. limited.Skip(1).Aggregate(limited[0].Distinct(), (common, next) => common.Intersect(next)).Order(StringComparer.Ordinal)];
    }

    /// <summary>What is wrong when there is no place for a step that reads all of these; null when there is.</summary>
    public static string? Conflict(params IEnumerable<Dataset?> datasets)
    {
        var limited = datasets.OfType<Dataset>().Where(dataset => dataset.Spec.Provenance?.Jurisdictions is not null).ToList();
        if (Common(limited) is not { Count: 0 }) return null;
        var each = limited.Select(dataset => $"'{dataset.Metadata.Name}' in [{string.Join(", ", dataset.Spec.Provenance!.Jurisdictions!)}]");
        return $"there is no place where all of its data may be processed: {string.Join(", ", each)}; leave one of them out, or derive a dataset from it where it may be processed";
    }
}

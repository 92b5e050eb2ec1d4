using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Api.Validation;
using Slipway.Operator.Access;

namespace Slipway.Operator.FeatureSets;

/// <summary>Whether a definition may read what it names; said alike by the reconciler and by admission.</summary>
internal static class FeatureSetAccess
{
    /// <summary>What may not be read of the Datasets that are known, by what the definition names without being compiled.</summary>
    public static IEnumerable<FieldError> Faults(FeatureSetSpec spec, string place, Func<string, Dataset?> find, DateTimeOffset now)
    {
        if (find(spec.Dataset) is { } dataset && AccessFaults.Of("spec.dataset", dataset, place, Plain(spec), now) is { } denied) yield return denied;
        foreach (var (index, join) in (spec.Joins ?? []).Index())
        {
            var columns = join.Keys.Select(key => key.References ?? key.Column).Concat(join.Columns ?? []).Concat((join.Window?.Aggregates ?? []).Select(aggregate => aggregate.Column).OfType<string>());
            if (find(join.Dataset) is { } joined && AccessFaults.Of($"spec.joins[{index}].dataset", joined, place, columns, now) is { } fault) yield return fault;
        }
    }

    /// <summary>What may not be read of all that the compiled definition reads.</summary>
    public static IEnumerable<FieldError> Faults(IReadOnlyList<ColumnsRead> reads, string place, Func<string, Dataset?> find, DateTimeOffset now) =>
        reads.Index().Select(read => find(read.Item.Dataset) is { } dataset
            ? AccessFaults.Of(read.Index == 0 ? "spec.dataset" : $"spec.joins[{read.Index - 1}].dataset", dataset, place, read.Item.Columns, now)
            : null).OfType<FieldError>();

    // A feature without an expression is the column of its name.
    private static IEnumerable<string> Plain(FeatureSetSpec spec) =>
        spec.Features.Where(feature => feature.Expr is null).Select(feature => feature.Name).Concat((spec.Joins ?? []).SelectMany(join => join.Keys.Select(key => key.Column)));
}

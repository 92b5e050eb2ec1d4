using Slipway.Api.Validation;
using Slipway.Contracts.Features;

namespace Slipway.Api.FeatureSets;

/// <summary>What a schema cannot say about a FeatureSet; the expressions are compiled against the Dataset's columns elsewhere.</summary>
public static class FeatureSetValidation
{
    /// <summary>All that is wrong with the spec by itself.</summary>
    public static IReadOnlyList<FieldError> Validate(FeatureSetSpec spec)
    {
        var errors = new FieldErrors();
        PlacementValidation.Check(spec.Backfill?.Placement, "spec.backfill.placement", errors);
        errors.AddIf(spec.Backfill is { To: { } to, From: var from } && to <= from, "spec.backfill.to", spec.Backfill?.To, "is not after from; a range has a beginning and a later end");
        DatasetReference.Check("spec.dataset", spec.Dataset, errors);
        foreach (var (index, join) in (spec.Joins ?? []).Index()) DatasetReference.Check($"spec.joins[{index}].dataset", join.Dataset, errors);
        errors.Unique("spec.features", spec.Features.Select(feature => feature.Name), "feature");
        foreach (var (index, feature) in spec.Features.Index())
        {
            errors.AddIf(
                feature.Expr is not null && string.IsNullOrWhiteSpace(feature.Expr),
                $"spec.features[{index}].expr", feature.Expr, "is empty; write an expression, or leave it out for the column of the feature's name");
        }

        foreach (var (index, join) in (spec.Joins ?? []).Index())
        {
            foreach (var (field, value, message) in WindowRules.Check(join)) errors.Add($"spec.joins[{index}].{field}", value, message);
        }

        return errors.All;
    }
}

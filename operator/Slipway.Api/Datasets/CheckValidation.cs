using Slipway.Api.Validation;
using Slipway.Contracts.Data;

namespace Slipway.Api.Datasets;

/// <summary>What is wrong with the checks of a Dataset.</summary>
internal static class CheckValidation
{
    public static void Find(DatasetSpec spec, FieldErrors errors)
    {
        var slices = (spec.Slices ?? []).Select(slice => slice.Name ?? slice.Column).ToList();
        errors.Unique("spec.checks", (spec.Checks ?? []).Select(check => check.Name), "check");
        foreach (var (index, check) in (spec.Checks ?? []).Index())
        {
            var at = $"spec.checks[{index}]";
            foreach (var fault in CheckRules.Faults(check, DatasetValidation.Published(spec), spec.EventTime)) errors.AddIf(true, fault.Field.Length == 0 ? at : $"{at}.{fault.Field}", fault.Value, fault.Message);
            foreach (var (field, column) in CheckRules.Columns(check)) DatasetValidation.KnownColumn(spec, errors, $"{at}.{field}", column);
            foreach (var name in CheckRules.Datasets(check)) DatasetReference.Check(check.References is null ? $"{at}.datasets" : $"{at}.references.dataset", name, errors);
            foreach (var (place, slice) in (check.PerSlice ?? []).Index()) errors.Known($"{at}.perSlice[{place}]", slice, slices, "slice");
            if (check.Pattern is { } pattern && PatternSyntax.Fault(pattern) is { } wrong) errors.Add($"{at}.pattern", pattern, wrong);
        }
    }
}

using Slipway.Api.Validation;
using Slipway.Contracts.Data;

namespace Slipway.Api.Datasets;

/// <summary>What is wrong with the label of a Dataset.</summary>
internal static class LabelValidation
{
    public static void Find(DatasetSpec spec, FieldErrors errors)
    {
        if (spec.Label is not { } label) return;
        // Functions bring the column along where it is not declared.
        if (label.Functions is not { Count: > 0 }) DatasetValidation.KnownColumn(spec, errors, "spec.label.column", label.Column);
        DatasetValidation.KnownColumn(spec, errors, "spec.label.sourceColumn", label.SourceColumn);
        foreach (var (field, message) in LabelRules.Faults(label, spec.Schema?.Columns ?? [])) errors.Add($"spec.label.{field}", null, message);
        foreach (var (index, function) in (label.Functions ?? []).Index())
        {
            if (function.Pattern is { } pattern && PatternSyntax.Fault(pattern) is { } fault) errors.Add($"spec.label.functions[{index}].pattern", pattern, fault);
        }
    }
}

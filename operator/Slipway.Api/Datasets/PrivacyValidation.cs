using Slipway.Api.Validation;
using Slipway.Contracts.Data;

namespace Slipway.Api.Datasets;

/// <summary>What is contradictory in how a Dataset protects persons.</summary>
internal static class PrivacyValidation
{
    public static void Find(DatasetSpec spec, FieldErrors errors)
    {
        var columns = spec.Schema?.Columns ?? [];
        foreach (var (index, column) in columns.Index())
        {
            if (Protections.Fault(column) is { } fault) errors.Add($"spec.schema.columns[{index}].{fault.Field}", null, fault.Message);
        }

        errors.AddIf(
            columns.FirstOrDefault(Protections.NeedsKey) is not null && spec.Privacy?.PseudonymisationKeyRef is null,
            "spec.privacy.pseudonymisationKeyRef", null, "names the key of the pseudonyms, and columns need one; make a Secret with 32 random bytes and name it");
        errors.AddIf(columns.Count > 0 && columns.All(column => column.Protection?.Method == ProtectionMethod.Drop), "spec.schema.columns", null, "are all dropped; keep at least one");
        foreach (var (index, name) in (spec.Privacy?.QuasiIdentifiers ?? []).Index()) DatasetValidation.KnownColumn(spec, errors, $"spec.privacy.quasiIdentifiers[{index}]", name);
        errors.Unique("spec.privacy.quasiIdentifiers", spec.Privacy?.QuasiIdentifiers ?? [], "column");
        if (spec.Privacy?.NoPersonalData is { } attestation) Attested(attestation, spec.Schema, errors);
    }

    // What was said is held against what is declared; without declared columns there is nothing to hold it against.
    private static void Attested(Attestation attestation, DatasetSchema? schema, FieldErrors errors)
    {
        const string field = "spec.privacy.noPersonalData";
        if (schema is null)
        {
            errors.Add(field, null, "cannot be checked without declared columns; declare spec.schema.columns with their sensitivity");
            return;
        }

        foreach (var column in schema.Columns.Where(column => column is { Sensitivity: Sensitivity.Personal, Protection: null }))
        {
            errors.Add(field, null,
                $"{attestation.By} attests that no personal data is stored, and column '{column.Name}' is Personal and not protected; protect it (protection.method: Drop or Pseudonymise), correct its sensitivity, or take the attestation back");
        }
    }
}

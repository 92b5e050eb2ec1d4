using Slipway.Contracts.Data;

namespace Slipway.Api.Validation;

/// <summary>The form of references to Datasets.</summary>
internal static class DatasetReference
{
    public static void Check(string field, string reference, FieldErrors errors)
    {
        if (DatasetName.Fault(reference) is { } fault) errors.Add(field, reference, fault);
    }
}

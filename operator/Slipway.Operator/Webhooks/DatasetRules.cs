using Slipway.Api.Datasets;
using Slipway.Api.Validation;
using Slipway.Contracts.Data;
using Slipway.Operator.Access;
using Slipway.Operator.Datasets;
using Slipway.Operator.Datasets.Erasure;

namespace Slipway.Operator.Webhooks;

/// <summary>What is wrong with a Dataset that is about to be written.</summary>
internal static class DatasetRules
{
    /// <param name="dataset">What would be stored.</param>
    /// <param name="old">What is stored.</param>
    /// <param name="user">Who writes.</param>
    /// <param name="known">The other objects.</param>
    /// <param name="now">Time.</param>
    public static IReadOnlyList<FieldError> Check(Dataset dataset, Dataset? old, string? user, IKnownObjects known, DateTimeOffset now)
    {
        var errors = new List<FieldError>(DatasetValidation.Validate(dataset.Spec));
        errors.AddRange(BreakGlassAdmission.Check(dataset.Spec, old?.Spec, user, now));
        if (DeletionLedger.WithdrawnFault(dataset.Spec, old?.Status) is { } withdrawn) errors.Add(withdrawn);
        var (place, own) = (dataset.Metadata.Namespace!, dataset.Metadata.Name);
        Dataset? Find(DatasetName name) => name.Name == own && name.Namespace == place ? dataset : known.Dataset(name);
        if (own is not null && DatasetFaults.Cycle(new DatasetName(place, own), Find) is { } cycle) errors.Add(cycle);
        foreach (var (field, name) in DatasetReads.ForRows(dataset.Spec).Concat(DatasetReads.ForChecks(dataset.Spec)))
        {
            if (Find(DatasetName.Parse(name, place)) is { } read && AccessFaults.Of(field, read, place, DatasetReads.KnownColumns(dataset.Spec, name), now) is { } denied) errors.Add(denied);
        }

        foreach (var (field, name) in DatasetReads.ForRows(dataset.Spec))
        {
            // One that is not there yet may come with the next manifest.
            if (Find(DatasetName.Parse(name, place)) is not { } parent) continue;
            if (DatasetFaults.Role(dataset.Spec, field, parent) is { } role) errors.Add(role);
            if (DatasetFaults.Augmented(dataset.Spec, parent) is { } unmarked) errors.Add(unmarked);
            if (DatasetFaults.Jurisdiction(dataset.Spec, parent) is { } wider) errors.Add(wider);
        }

        return errors;
    }
}

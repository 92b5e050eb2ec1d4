using Slipway.Api.Datasets;
using Slipway.Api.Validation;
using Slipway.Operator.Datasets;
using Slipway.Operator.Datasets.Erasure;

namespace Slipway.Operator.Webhooks;

/// <summary>What is wrong with a Dataset that is about to be written.</summary>
internal static class DatasetRules
{
    public static IReadOnlyList<FieldError> Check(Dataset dataset, Dataset? old, IKnownObjects known)
    {
        var errors = new List<FieldError>(DatasetValidation.Validate(dataset.Spec));
        if (DeletionLedger.WithdrawnFault(dataset.Spec, old?.Status) is { } withdrawn) errors.Add(withdrawn);
        var (place, own) = (dataset.Metadata.Namespace, dataset.Metadata.Name);
        Dataset? Find(string name) => name == own ? dataset : known.Dataset(place, name);
        if (own is not null && DatasetFaults.Cycle(own, Find) is { } cycle) errors.Add(cycle);
        foreach (var (field, name) in DatasetReads.ForRows(dataset.Spec))
        {
            // One that is not there yet may come with the next manifest.
            if (Find(name) is not { } parent) continue;
            if (DatasetFaults.Role(dataset.Spec, field, parent) is { } role) errors.Add(role);
            if (DatasetFaults.Augmented(dataset.Spec, parent) is { } unmarked) errors.Add(unmarked);
            if (DatasetFaults.Jurisdiction(dataset.Spec, parent) is { } wider) errors.Add(wider);
        }

        return errors;
    }
}

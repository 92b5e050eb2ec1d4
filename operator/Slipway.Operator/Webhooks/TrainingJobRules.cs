using Slipway.Api.TrainingJobs;
using Slipway.Api.Validation;
using Slipway.Operator.TrainingJobs;

namespace Slipway.Operator.Webhooks;

/// <summary>What is wrong with a TrainingJob that is about to be written.</summary>
internal static class TrainingJobRules
{
    public static IReadOnlyList<FieldError> Check(TrainingJob job, TrainingJob? old, IKnownObjects known)
    {
        var errors = new List<FieldError>(TrainingJobValidation.Validate(job.Spec));
        var place = job.Metadata.Namespace;
        if (known.Dataset(place, job.Spec.Dataset) is { } dataset && TrainingFaults.Role(job.Spec, dataset) is { } role) errors.Add(role);
        if (known.Dataset(place, job.Spec.Dataset) is { } labelled && TrainingFaults.LabelType(job.Spec, labelled) is { } type) errors.Add(type);
        foreach (var (index, set) in (job.Spec.Evaluation.Sets ?? []).Index())
        {
            if (known.Dataset(place, set.Dataset) is { } held && TrainingFaults.SetRole(index, held) is { } trainable) errors.Add(trainable);
        }


        // Two that share a family already must both stay changeable: changing one of them is how it ends.
        if (old?.Spec.Model != job.Spec.Model && Rival(job, known) is { } rival) errors.Add(TrainingFaults.FamilyTaken(job.Spec, rival));
        return errors;
    }

    private static string? Rival(TrainingJob job, IKnownObjects known) => known.TrainingJobs(job.Metadata.Namespace)
        .Where(other => other.Spec.Model == job.Spec.Model && other.Metadata.Name != job.Metadata.Name && other.Metadata.DeletionTimestamp is null)
        .Select(other => other.Metadata.Name).Order(StringComparer.Ordinal).FirstOrDefault();
}

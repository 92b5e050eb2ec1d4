using Slipway.Api.TrainingJobs;
using Slipway.Api.Validation;
using Slipway.Contracts.Data;
using Slipway.Operator.TrainingJobs;
using Slipway.Operator.TrainingJobs.Scheduling;

namespace Slipway.Operator.Webhooks;

/// <summary>What is wrong with a TrainingJob that is about to be written.</summary>
internal static class TrainingJobRules
{
    public static IReadOnlyList<FieldError> Check(TrainingJob job, TrainingJob? old, IKnownObjects known, DateTimeOffset now)
    {
        var errors = new List<FieldError>(TrainingJobValidation.Validate(job.Spec));
        var place = job.Metadata.Namespace!;
        if (known.Dataset(DatasetName.Parse(job.Spec.Dataset, place)) is { } dataset)
        {
            if (TrainingAccess.Fault(job.Spec, features: null, dataset, place, now) is { } denied) errors.Add(denied);
            if (TrainingFaults.Role(job.Spec, dataset) is { } role) errors.Add(role);
            if (TrainingFaults.LabelType(job.Spec, dataset) is { } type) errors.Add(type);
        }

        foreach (var (index, set) in (job.Spec.Evaluation.Sets ?? []).Index())
        {
            if (known.Dataset(DatasetName.Parse(set.Dataset, place)) is not { } held) continue;
            if (TrainingAccess.SetFault(job.Spec, index, features: null, held, place, now) is { } denied) errors.Add(denied);
            if (TrainingFaults.SetRole(index, held) is { } trainable) errors.Add(trainable);
        }

        if (SchedulingFaults.ManagerChanged(job.Spec, old?.Spec) is { } manager) errors.Add(manager);
        if (SchedulingFaults.TwoQueues(job) is { } both) errors.Add(both);

        // Two that share a family already must both stay changeable: changing one of them is how it ends.
        if (old?.Spec.Model != job.Spec.Model && Rival(job, known) is { } rival) errors.Add(TrainingFaults.FamilyTaken(job.Spec, rival));
        return errors;
    }

    private static string? Rival(TrainingJob job, IKnownObjects known) => known.TrainingJobs(job.Metadata.Namespace)
        .Where(other => other.Spec.Model == job.Spec.Model && other.Metadata.Name != job.Metadata.Name && other.Metadata.DeletionTimestamp is null)
        .Select(other => other.Metadata.Name).Order(StringComparer.Ordinal).FirstOrDefault();
}

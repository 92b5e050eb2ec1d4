using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Api.Validation;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps.Scheduling;

namespace Slipway.Operator.TrainingJobs.Scheduling;

/// <summary>What is wrong with the queue or the manager of a TrainingJob; said alike by the reconciler and by admission.</summary>
internal static class SchedulingFaults
{
    /// <summary>Whether the operator looks after the job, rather than another controller that the job names.</summary>
    public static bool IsOurs(TrainingJob job) => (job.Spec.ManagedBy ?? SlipwayApi.ManagedBy) == SlipwayApi.ManagedBy;

    /// <summary>Who manages a job cannot change while it is managed.</summary>
    public static FieldError? ManagerChanged(TrainingJobSpec spec, TrainingJobSpec? before) =>
        before is null || (spec.ManagedBy ?? SlipwayApi.ManagedBy) == (before.ManagedBy ?? SlipwayApi.ManagedBy)
            ? null
            : new FieldError("spec.managedBy", spec.ManagedBy, $"cannot be changed from {before.ManagedBy ?? SlipwayApi.ManagedBy}; make another TrainingJob, and delete this one");

    /// <summary>Two gang schedulers would each wait for the other.</summary>
    public static FieldError? TwoQueues(TrainingJob job) => job.Spec.PodGroupPolicy?.Volcano is not null && job.Label(QueueLabels.Queue) is { } queue
        ? new FieldError("spec.podGroupPolicy.volcano", null, $"excludes a queue of Kueue, and the label {QueueLabels.Queue} names '{queue}'; remove one of the two")
        : null;
}

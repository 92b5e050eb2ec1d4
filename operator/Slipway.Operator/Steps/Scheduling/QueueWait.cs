using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps.Scheduling;

/// <summary>Says why a Job in a queue does not run, in Kueue's words.</summary>
internal static class QueueWait
{
    private const string ClusterController = "kubernetes.io/job-controller";
    /// <summary>Reason of a run that was admitted for longer than it may be. Its Job is deleted, or Kueue could let it go on.</summary>
    public const string OutOfTime = "MaximumExecutionTimeExceeded";

    /// <summary>What it waits for; null when it may run.</summary>
    public static StepState? Of(Job job, Workload? workload)
    {
        if (job.Spec?.ManagedBy is { } manager && manager != ClusterController) return Elsewhere(job, manager);
        var conditions = workload?.Status?.Conditions;
        var evicted = conditions.Find("Evicted") is { Status: Condition.True } condition ? condition : null;
        if (evicted is not null && (evicted.Reason + conditions.Find("DeactivationTarget")?.Reason).Contains(OutOfTime, StringComparison.Ordinal))
        {
            return new StepState(StepPhase.Failed, OutOfTime,
                $"Kueue stopped it, because it was admitted for longer than the label kueue.x-k8s.io/max-exec-time-seconds allows{Said(evicted)}; raise it, or give it less to do");
        }

        if (job.Spec?.Suspend != true) return null;
        var queue = workload?.Spec?.QueueName ?? job.Label(QueueLabels.Queue);
        if (queue is null)
            return new StepState(StepPhase.Waiting, "JobSuspended", $"somebody suspended Job {job.Metadata.Name}; kubectl patch job {job.Metadata.Name} -n {job.Metadata.Namespace} -p '{{\"spec\":{{\"suspend\":false}}}}' lets it go on");
        if (workload is null)
        {
            return new StepState(StepPhase.Waiting, "WaitingForKueue",
                $"its Job waits for Kueue to take it into LocalQueue '{queue}', and there is no Workload of it yet; if this lasts, check that Kueue is installed and looks after batch/job");
        }

        if (workload.Spec?.Active == false)
        {
            return new StepState(StepPhase.Waiting, evicted?.Reason ?? "Deactivated",
                $"Workload {workload.Metadata.Name} is deactivated{Said(evicted)}; set its spec.active to true to let it into queue '{queue}' again");
        }

        var reserved = conditions.Find("QuotaReserved");
        var before = evicted is null ? "" : $"it was evicted ({evicted.Reason}){Said(evicted)}; ";
        if (reserved?.Status == Condition.True)
            return new StepState(StepPhase.Waiting, conditions.Find("Admitted")?.Reason ?? "WaitingForAdmission", $"{before}queue '{queue}' has reserved its quota and not admitted it yet{Said(conditions.Find("Admitted"))}");
        return new StepState(StepPhase.Waiting, reserved?.Reason ?? evicted?.Reason ?? "Pending", $"{before}it waits in queue '{queue}'{Said(reserved)}");
    }

    private static StepState Elsewhere(Job job, string manager) => new(StepPhase.Waiting, "ManagedElsewhere",
        $"Job {job.Metadata.Name} is managed by {manager}, which runs its pods in another cluster, where their results cannot be read; set spec.managedBy of the TrainingJob to {manager}, so that it is run there as a whole");

    private static string Said(Condition? condition) => string.IsNullOrWhiteSpace(condition?.Message) ? "" : $": {condition.Message.Trim().TrimEnd('.')}";
}

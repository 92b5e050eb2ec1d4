using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps.Scheduling;

/// <summary>Says why the Job controller cannot make the pods of a Job: a quota, a limit range, a missing priority class, pod security.</summary>
internal static class RefusedPods
{
    /// <summary>What the API server said; null when no pod is missing.</summary>
    public static StepState? Of(Job job, IReadOnlyList<Pod> pods, IReadOnlyList<Event> refusals)
    {
        var own = pods.Where(pod => pod.IsControlledBy(job)).ToList();
        if (job.Spec?.Suspend == true || own.Count(pod => pod.Status?.Phase is not "Failed") >= (job.Spec?.Completions ?? 1)) return null;
        var last = refusals.Where(refusal => refusal.InvolvedObject?.Uid == job.Metadata.Uid).MaxBy(Time);
        if (last?.Message is not { } message || own.Any(pod => pod.Metadata.CreationTimestamp > Time(last))) return null;
        var (reason, remedy) = message switch
        {
            _ when message.Contains("exceeded quota", StringComparison.Ordinal) => ("QuotaExceeded", "ask for less in placement, wait until others have ended, or have the ResourceQuota raised"),
            _ when message.Contains("no PriorityClass", StringComparison.Ordinal) => ("UnknownPriorityClass", "name one of kubectl get priorityclasses in placement.priorityClassName"),
            _ when message.Contains("RuntimeClass", StringComparison.Ordinal) => ("UnknownRuntimeClass", "name one of kubectl get runtimeclasses in placement.runtimeClassName"),
            _ => ("PodsRefused", "change placement or trainer.template so that the namespace's rules let the pod in"),
        };
        return new StepState(StepPhase.Waiting, reason, $"the API server refuses its pods: {Short(message)}; {remedy}");
    }

    private static DateTimeOffset? Time(Event refusal) => refusal.LastTimestamp ?? refusal.EventTime ?? refusal.FirstTimestamp ?? refusal.Metadata.CreationTimestamp;

    // Error creating: pods "run-v1-x7k2p" is forbidden: exceeded quota: ...
    private static string Short(string message)
    {
        const string forbidden = "is forbidden: ";
        var at = message.IndexOf(forbidden, StringComparison.Ordinal);
        return (at < 0 ? message : message[(at + forbidden.Length)..]).Trim().TrimEnd('.');
    }
}

using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps;

/// <summary>The tries of a Job that have failed. Workers that belong together fail together: a try of theirs is one failure of each.</summary>
internal sealed class Tries
{
    /// <summary>Annotation of a Job with the number of its workers, where these run all or not at all.</summary>
    public const string WorkersAnnotation = "slipway.dev/workers";

    private const string Index = "batch.kubernetes.io/job-completion-index";

    private readonly Job job;
    private readonly List<(Pod Pod, StepState Cause)> failures;
    private readonly List<(Pod Pod, StepState Cause)> counted;
    private readonly int workers;

    /// <param name="job">The Job.</param>
    /// <param name="pods">Its pods, the oldest first.</param>
    public Tries(Job job, IEnumerable<Pod> pods)
    {
        this.job = job;
        workers = int.TryParse(job.Annotation(WorkersAnnotation), out var number) && number > 1 ? number : 1;
        var failed = pods.Where(pod => pod.Status?.Phase == "Failed").ToList();
        // One that was deleted ended because another one had failed.
        var own = failed.Where(pod => !pod.IsBeingDeleted() || Disruption.Of(pod) is not null).ToList();
        failures = [.. (own.Count > 0 ? own : failed).Select(pod => (pod, FailureCause.Of(pod)!))];
        counted = [.. failures.Where(failure => Disruption.Of(failure.Pod) is null)];
    }

    /// <summary>Whether there was any.</summary>
    public bool Any => failures.Count > 0;

    /// <summary>Whether the cluster, and not the step, ended the last one.</summary>
    public bool WasDisrupted => Disruption.Of(failures[^1].Pod) is not null;

    /// <summary>Ends by the cluster, which count as no try.</summary>
    public int Disruptions => failures.Count - counted.Count;

    /// <summary>Tries that have failed.</summary>
    public int Failed => workers == 1 ? Math.Max(job.Status?.Failed ?? 0, counted.Count) : counted.GroupBy(failure => failure.Pod.Annotation(Index)).Select(each => each.Count()).DefaultIfEmpty().Max();

    /// <summary>Tries that there are in all.</summary>
    public int Limit => ((job.Spec?.BackoffLimit ?? 0) + workers) / workers;

    /// <summary>Why the last one failed: of workers that failed together the first; null when there was none.</summary>
    public StepState? Cause => !Any ? null : WasDisrupted || counted.Count == 0 ? failures[^1].Cause : First();

    /// <summary>How often in a row it failed for the same reason.</summary>
    public int Alike => workers == 1 ? InARow(counted) : counted.GroupBy(failure => failure.Pod.Annotation(Index)).Select(each => InARow([.. each])).DefaultIfEmpty().Max();

    private StepState First()
    {
        if (workers == 1) return counted[^1].Cause;
        var last = counted.GroupBy(failure => failure.Pod.Annotation(Index)).Where(each => each.Count() == Failed).Select(each => each.Last());
        return last.OrderBy(failure => PodEnd.Of(failure.Pod)?.FinishedAt ?? DateTimeOffset.MaxValue).First().Cause;
    }

    private static int InARow(List<(Pod Pod, StepState Cause)> each) => each.AsEnumerable().Reverse().TakeWhile(failure => failure.Cause.Reason == each[^1].Cause.Reason).Count();
}

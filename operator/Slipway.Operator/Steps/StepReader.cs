using Slipway.Api;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps;

/// <summary>Reads from a Job and its pods how a step stands.</summary>
internal static class StepReader
{
    /// <summary>Reason of a step that fails again and again for the same reason.</summary>
    public const string CrashLoop = "CrashLoop";

    /// <summary>How a step stands. Of a finished Job, the pods must be those that there are: see <see cref="LacksItsEnd"/>.</summary>
    public static StepState Read(Job? job, IReadOnlyList<Pod> pods)
    {
        if (job is null) return new StepState(StepPhase.Missing, "JobMissing", "the Job is not there yet");
        var own = pods.Where(pod => pod.IsControlledBy(job)).OrderBy(pod => pod.Metadata.CreationTimestamp).ThenBy(pod => pod.Metadata.Name, StringComparer.Ordinal).ToList();
        if (job.Status?.Conditions.IsTrue("Complete") == true) return Completed(job, own);
        if (job.Status?.Conditions.IsTrue("Failed") == true) return Failed(job, own);
        return Going(job, own);
    }

    /// <summary>Whether a Job is known to have finished and the pods that it finished by are not.</summary>
    public static bool LacksItsEnd(Job job, IReadOnlyList<Pod> pods)
    {
        if (job.Status?.Conditions.IsTrue("Complete") == true) return Known("Succeeded") < (job.Spec?.Completions ?? 1);
        return job.Status?.Conditions.IsTrue("Failed") == true && Known("Failed") == 0;

        int Known(string phase) => pods.Count(pod => pod.Status?.Phase == phase && pod.IsControlledBy(job));
    }

    private static StepState Completed(Job job, List<Pod> pods)
    {
        var ended = pods.Where(pod => pod.Status?.Phase == "Succeeded").ToList();
        var leader = ended.FirstOrDefault(pod => pod.Annotation("batch.kubernetes.io/job-completion-index") is null or "0") ?? (ended.Count > 0 ? ended[0] : null);
        var result = ResultOf(leader);
        // Pods that share a step tell what each did; one of them tells how the step ended.
        if (result is { Worker: not null }) result = ended.Select(ResultOf).FirstOrDefault(each => each is { Worker: null });
        else if (leader is not null && result is null) return NoResult(leader);
        if (result is not null) return new StepState(StepPhase.Succeeded, "Succeeded", "the step has ended", result);
        return new StepState(StepPhase.Failed, "ResultLost",
            $"Job {job.Metadata.Name} ended well but its pod was deleted before its result was read; annotate with {SlipwayApi.RefreshAnnotation} to run the step again");
    }

    private static StepResult? ResultOf(Pod? pod) => PodEnd.Of(pod)?.Message is { } message ? StepMessage.Parse(message) : null;

    private static StepState NoResult(Pod pod) => new(StepPhase.Failed, "NoResult",
        $"pod {pod.Metadata.Name} ended with code 0 but left no result in its termination message; the image must follow docs/trainer-contract.md");

    private static StepState Failed(Job job, List<Pod> pods)
    {
        var condition = job.Status!.Conditions.Find("Failed")!;
        if (condition.Reason == "DeadlineExceeded")
        {
            return new StepState(StepPhase.Failed, "DeadlineExceeded",
                $"it took longer than its deadline{(job.Spec?.ActiveDeadlineSeconds is { } limit ? $" of {limit} s" : "")}; raise the deadline, or give it less to do");
        }

        return new Tries(job, pods).Cause ?? new StepState(StepPhase.Failed, condition.Reason ?? "JobFailed",
            $"{condition.Message ?? "the Job failed"}; its pods are gone, so the cause is not known any more: see the logs of the cluster, or annotate with {SlipwayApi.RefreshAnnotation} to run it again");
    }

    private static StepState Going(Job job, List<Pod> pods)
    {
        var live = pods.Where(pod => pod.Status?.Phase is null or "Pending" or "Running").Reverse().ToList();
        if (live.Select(Leaving).OfType<StepState>().FirstOrDefault() is { } leaving) return leaving;
        if (live.Select(Obstacle.Of).OfType<StepState>().FirstOrDefault() is { } obstacle) return Gang(job, live, obstacle);
        var tries = new Tries(job, pods);
        if (tries.Any) return Again(tries);
        if (job.Spec?.Completions is > 1 and var all && job.Status?.Succeeded is > 0 and var done)
            return new StepState(StepPhase.Running, "Running", $"{done} of {all} pods are done");
        return live.FirstOrDefault(pod => pod.Status?.Phase == "Running") is { } runs
            ? new StepState(StepPhase.Running, "Running", $"pod {runs.Metadata.Name} runs")
            : new StepState(StepPhase.Running, "Starting", "its pod starts");
    }

    private static StepState Again(Tries tries)
    {
        var cause = tries.Cause!;
        if (tries.WasDisrupted)
            return new StepState(StepPhase.Running, cause.Reason, $"{(tries.Disruptions > 1 ? $"the cluster took its pods away {tries.Disruptions} times; the last time: " : "")}{cause.Message}", cause.Result);
        var next = $"try {tries.Failed + 1} of {tries.Limit}";
        return tries.Alike > 1
            ? new StepState(StepPhase.Running, CrashLoop, $"it failed {tries.Alike} times in a row for the same reason, {cause.Reason}; {next}; the last one failed: {cause.Message}", cause.Result)
            : new StepState(StepPhase.Running, "Retrying", $"{next}; the last one failed: {cause.Message}", cause.Result);
    }

    // Until it is known that the pod has ended, the Job makes no other: two of them would write the same.
    private static StepState? Leaving(Pod pod) => pod.IsBeingDeleted() && Disruption.Of(pod) is { } taken
        ? taken with { Phase = StepPhase.Waiting, Message = $"{taken.Message} Another pod starts when this one has ended for sure; if its machine is off, delete the Node or taint it node.kubernetes.io/out-of-service" }
        : null;

    private static StepState Gang(Job job, List<Pod> live, StepState obstacle)
    {
        var running = live.Count(pod => pod.Status?.Phase == "Running");
        return running == 0 || job.Annotation(Tries.WorkersAnnotation) is not { } workers ? obstacle : obstacle with
        {
            Message = $"{running} of {workers} workers run and wait for the others: {obstacle.Message}. Workers start all or none in a queue of Kueue (label kueue.x-k8s.io/queue-name) or with podGroupPolicy.volcano",
        };
    }
}

using System.Text.Json;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.Controllers.Common;

namespace Slipway.Sandbox.Controllers.Jobs;

/// <summary>Decides what is to be done for a job, from the job, its pods and the time.</summary>
internal sealed class JobDecision(JobBackoff backoff)
{
    /// <summary>Fields that change what a job means and that the sandbox does not know: a job that has one is not run.</summary>
    private static readonly string[] Unsupported = ["backoffLimitPerIndex", "maxFailedIndexes", "successPolicy", "managedBy"];

    /// <summary>Decides.</summary>
    /// <param name="stored">The job.</param>
    /// <param name="pods">The pods that it controls.</param>
    /// <param name="count">Pods that have ended so far, these ones included.</param>
    /// <param name="now">The time.</param>
    public JobPlan Decide(DynamicObject stored, IReadOnlyList<Pod> pods, JobPodCount count, DateTimeOffset now)
    {
        var job = stored.Content.Deserialize(KubernetesJson.Default.Job)!;
        var world = new JobWorld(job, pods, count, now);
        if (world.IsFinished) return AfterEnd(world);
        if (Unsupported.FirstOrDefault(field => stored.Spec?[field] is not null) is { } field)
        {
            return new JobPlan
            {
                News = new JobNews(true, "Unsupported", $"the sandbox has no spec.{field}, so it does not run this job; leave the field out, or use a real cluster"),
            };
        }

        if (job.Spec?.Suspend == true) return Suspend(world);
        if (Failure(world) is { } failure) return End(world, JobConditions.Fail(world, failure));
        if (HasSucceeded(world)) return End(world, JobConditions.Succeed(world));
        return Go(world);
    }

    private static JobPlan AfterEnd(JobWorld world)
    {
        if (world.Job.Spec?.TtlSecondsAfterFinished is not { } seconds) return new JobPlan { Delete = world.Active };
        var left = world.EndedAt + TimeSpan.FromSeconds(seconds) - world.Now;
        return left <= TimeSpan.Zero ? new JobPlan { DeleteJob = true } : new JobPlan { Delete = world.Active, Again = left };
    }

    private static JobPlan Suspend(JobWorld world) => new()
    {
        Delete = world.Active,
        Status = JobStatusWriter.Write(world, world.Active.Count, null, JobConditions.Suspended(world, true)),
        News = world.Conditions.IsTrue("Suspended") ? null : new JobNews(false, "Suspended", "Job suspended"),
    };

    /// <summary>All remaining pods go; the job has ended once they are gone.</summary>
    private static JobPlan End(JobWorld world, JobOutcome outcome) => new()
    {
        Delete = world.Active,
        Status = JobStatusWriter.Write(world, world.Active.Count, world.StartTime, outcome.Conditions, outcome.CompletionTime),
        News = outcome.News,
    };

    private JobPlan Go(JobWorld world)
    {
        var deadline = world.Job.Spec?.ActiveDeadlineSeconds is { } seconds ? world.StartTime + TimeSpan.FromSeconds(seconds) - world.Now : (TimeSpan?)null;
        var status = JobStatusWriter.Write(world, world.Active.Count, world.StartTime, JobConditions.Suspended(world, false));
        var surplus = JobSlots.Surplus(world);
        if (surplus.Count > 0) return new JobPlan { Delete = surplus, Status = status, Again = deadline };
        var missing = JobSlots.Missing(world);
        if (missing.Count == 0) return new JobPlan { Status = status, Again = deadline };
        if (backoff.NotBefore(world.Succeeded, world.Failed) is { } earliest && earliest > world.Now)
            return new JobPlan { Status = status, Again = Earlier(earliest - world.Now, deadline) };
        status = JobStatusWriter.Write(world, world.Active.Count + missing.Count, world.StartTime, JobConditions.Suspended(world, false));
        return new JobPlan { Create = missing, Status = status, Again = deadline };
    }

    private static TimeSpan Earlier(TimeSpan first, TimeSpan? second) => second is { } other && other < first ? other : first;

    private static JobFailure? Failure(JobWorld world)
    {
        // Decided before, but pods were still ending.
        if (world.Conditions.Find("FailureTarget") is { Status: Condition.True } target) return new JobFailure(target.Reason ?? "", target.Message ?? "");
        var counted = 0;
        foreach (var pod in world.Failed)
        {
            var (action, message) = PodFailurePolicy.Judge(world.Job.Spec?.PodFailurePolicy, pod);
            if (action == FailureAction.FailJob) return new JobFailure("PodFailurePolicy", message!);
            if (action == FailureAction.Count) counted++;
        }

        // Pods that are gone can be judged no more; they were not ignored as long as nobody has a policy.
        if (world.Job.Spec?.PodFailurePolicy is null) counted = world.Count.Failed;
        if (world.RestartsInPlace) counted += world.Pods.Sum(pod => (pod.Status?.ContainerStatuses ?? []).Sum(status => status.RestartCount ?? 0));
        if (counted > (world.Job.Spec?.BackoffLimit ?? 6)) return new JobFailure("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        return world.Job.Spec?.ActiveDeadlineSeconds is { } seconds && world.Now >= world.StartTime + TimeSpan.FromSeconds(seconds)
            ? new JobFailure("DeadlineExceeded", "Job was active longer than specified deadline")
            : null;
    }

    private static bool HasSucceeded(JobWorld world) =>
        world.Conditions.IsTrue("SuccessCriteriaMet")
        || (world.Job.Spec?.Completions is { } completions
            ? world.SucceededCount >= completions
            : world.Count.Succeeded > 0 && world.Active.Count == 0);
}

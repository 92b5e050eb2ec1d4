using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Controllers.Jobs;

/// <summary>Why a job has failed.</summary>
internal sealed record JobFailure(string Reason, string Message);

/// <summary>The conditions of a job that ends.</summary>
internal sealed record JobOutcome(IReadOnlyList<Condition> Conditions, DateTimeOffset? CompletionTime, JobNews? News);

/// <summary>Writes conditions as a real cluster does: the verdict first, the end once no pod is left.</summary>
internal static class JobConditions
{
    public static JobOutcome Fail(JobWorld world, JobFailure failure) =>
        End(world, "FailureTarget", "Failed", failure.Reason, failure.Message, new JobNews(true, failure.Reason, failure.Message));

    public static JobOutcome Succeed(JobWorld world) => End(
        world, "SuccessCriteriaMet", "Complete", "CompletionsReached", "Reached expected number of succeeded pods",
        new JobNews(false, "Completed", "Job completed"));

    public static IReadOnlyList<Condition> Suspended(JobWorld world, bool suspended)
    {
        if (!suspended && world.Conditions.Find("Suspended") is null) return world.Conditions ?? [];
        return world.Conditions.Set(new Condition
        {
            Type = "Suspended",
            Status = suspended ? Condition.True : Condition.False,
            Reason = suspended ? "JobSuspended" : "JobResumed",
            Message = suspended ? "Job suspended" : "Job resumed",
        }, world.Now);
    }

    private static JobOutcome End(JobWorld world, string verdict, string end, string reason, string message, JobNews news)
    {
        var conditions = world.Conditions.Set(new Condition { Type = verdict, Status = Condition.True, Reason = reason, Message = message }, world.Now);
        if (world.Active.Count > 0 || world.Terminating.Count > 0) return new JobOutcome(conditions, null, null);
        conditions = conditions.Set(new Condition { Type = end, Status = Condition.True, Reason = reason, Message = message }, world.Now);
        return new JobOutcome(conditions, end == "Complete" ? world.Now : null, news);
    }
}

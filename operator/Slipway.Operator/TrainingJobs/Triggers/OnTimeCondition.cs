using Slipway.Api.TrainingJobs;
using Slipway.Contracts;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>The condition OnTime: whether the newest run keeps the deadline of the training window. How long it will take is told by the median of those before that made a version.</summary>
internal static class OnTimeCondition
{
    private const string Name = "OnTime";

    /// <returns>When it may be otherwise although nothing happens.</returns>
    public static DateTimeOffset? Set(ConditionDraft conditions, TrainingJobStatus status, DateTimeOffset now)
    {
        if (status.Runs is not [{ Trigger.MustEndBy: { } end, StartedAt: { } start } run, ..])
        {
            conditions.Remove(Name);
            return null;
        }

        var limit = $"run {run.Name} has to be done by {TriggerVerdict.Text(end)} (spec.trainingWindow.deadline)";
        if (run.FinishedAt is { } finished)
        {
            conditions.Set(Name, finished <= end, finished <= end ? Name : "Late", $"{limit} and ended at {TriggerVerdict.Text(finished)}");
            return null;
        }

        var usual = Usual(status.Runs.Skip(1));
        if (end <= now) conditions.Set(Name, false, "Late", $"{limit} and still goes on; give it more resources or less to do, or begin earlier");
        else if (usual is { } expected && start + expected > end) conditions.Set(Name, false, "WouldBeLate", $"{limit}; runs take {new Duration(expected)} here, so that it will be late; give it more resources or less to do, or begin earlier");
        else conditions.Set(Name, true, Name, usual is null ? $"{limit}; how long it takes is not known yet" : $"{limit}; runs take {new Duration(usual.Value)} here");
        return end;
    }

    private static TimeSpan? Usual(IEnumerable<TrainingRun> earlier)
    {
        List<TimeSpan> times = [.. earlier.Where(run => run.State == RunState.Succeeded).Select(run => run.FinishedAt - run.StartedAt).OfType<TimeSpan>().Order()];
        return times.Count == 0 ? null : times[times.Count / 2];
    }
}

using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>All triggers of a TrainingJob as they stand in one pass.</summary>
internal sealed record TriggerRound(TriggerFacts Facts, IReadOnlyList<TriggerVerdict> Verdicts)
{
    private const string Condition = "TriggersReady";

    /// <summary>Judges the triggers of a valid specification.</summary>
    public static TriggerRound Of(TrainingJobWorld world, DateTimeOffset now)
    {
        var facts = TriggerFacts.Of(world);
        return new TriggerRound(facts,
            [.. (world.Job.Spec.Triggers ?? []).Select(trigger => TriggerJudge.Judge(trigger, world.Job.Status?.Triggers?.FirstOrDefault(each => each.Name == trigger.Name), facts, now))]);
    }

    /// <summary>The evidence of the trigger that fired last, with the names of the others; null when none fires.</summary>
    public RunTrigger? Fired
    {
        get
        {
            List<TriggerVerdict> fired = [.. Verdicts.Where(verdict => verdict.Fires).OrderByDescending(verdict => verdict.DueAt)];
            if (fired is not [{ Status: var status } first, .. var others]) return null;
            return new RunTrigger
            {
                Type = status.Type, Name = status.Name, Message = status.Message, Value = status.Value, Threshold = status.Threshold, DueAt = first.DueAt, Missed = status.Missed,
                Also = others.Count == 0 ? null : [.. others.Select(other => other.Status.Name)],
            };
        }
    }

    /// <summary>Adds to the plan of a pass how the triggers stand, and when to look again.</summary>
    public Plan<TrainingJobStatus> Record(Plan<TrainingJobStatus> plan, TrainingJob job, DateTimeOffset now)
    {
        var conditions = new ConditionDraft(plan.Status.Conditions, job.Metadata.Generation, now);
        var look = OnTimeCondition.Set(conditions, plan.Status, now);
        if (Verdicts.Count == 0) conditions.Remove(Condition);
        else if (Verdicts.FirstOrDefault(verdict => verdict.Status.Reason is TriggerVerdict.NoDataReason or TriggerVerdict.QueryFailedReason)?.Status is { } blind)
            conditions.Set(Condition, false, blind.Reason!, $"trigger {blind.Name} cannot be judged and does not fire: {blind.Message}");
        else conditions.Set(Condition, true, "Judged", Verdicts.Count == 1 ? "the trigger can be judged" : $"all {Verdicts.Count} triggers can be judged");

        var begun = plan.Status.Runs is [{ State: RunState.Running } newest, ..] && job.Status?.Runs?.Any(run => run.Name == newest.Name) != true ? newest.Name : null;
        return plan with
        {
            Status = plan.Status with
            {
                Conditions = conditions.Conditions,
                Triggers = Verdicts.Count == 0 ? null : [.. Verdicts.Select(verdict => begun is null ? verdict.Status : TriggerJudge.Served(verdict, begun, now))],
            },
            RequeueAfter = Verdicts.Select(verdict => verdict.LookAgainAt).Append(look).Append(now + plan.RequeueAfter).Where(at => at > now).Min() - now,
        };
    }
}

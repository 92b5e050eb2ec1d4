using Slipway.Api.TrainingJobs.Triggers;

namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>Whether a trigger fires.</summary>
/// <remarks>
/// Guarantees: it depends on nothing but its arguments. What it needs of the past (moments that were served, the value that fired last) is in the status that it returns, which is written with the run that it
/// begins. What it looks for keeps it fired until a run has begun; so nothing is lost while something else holds the run up, and nothing is done twice.
/// </remarks>
internal static class TriggerJudge
{
    public static TriggerVerdict Judge(Trigger trigger, TriggerStatus? before, TriggerFacts facts, DateTimeOffset now)
    {
        var definition = Definition(trigger);
        if (before?.Definition != definition.Text || before?.Type != definition.Type) before = null;
        var status = (before ?? new TriggerStatus { Name = trigger.Name, ObservedFrom = trigger.Schedule is null ? null : now }) with { Type = definition.Type, Definition = definition.Text };
        var verdict = trigger switch
        {
            { Schedule: { } schedule } => Schedules.Judge(schedule, status, now),
            { DataVersion: { } version } => NewData.Judge(version, status, facts, now),
            { Volume: { } volume } => NewData.Judge(volume, status, facts, now),
            { Staleness: { } staleness } => Staleness.Judge(staleness, status, facts, now),
            _ => Queries.Judge((trigger.Drift ?? trigger.Performance)!, status, facts.Readings.GetValueOrDefault(trigger.Name), facts.LastRunEnded, now),
        };
        return verdict.Fires ? Held(verdict, trigger, facts, now) : verdict;
    }

    /// <summary>The record of a trigger that has begun a run, or whose moment a run has served that another began.</summary>
    public static TriggerStatus Served(TriggerVerdict verdict, string run, DateTimeOffset now)
    {
        var status = verdict.Status;
        // A run reads the newest versions, whatever began it; no moment that has passed asks for more.
        if (status.Type == TriggerType.Schedule) status = status with { LastScheduleTime = status.Since ?? status.LastScheduleTime, Since = null, Missed = null };
        if (!verdict.Fires) return status;
        return status with { LastFiredAt = now, LastRun = run, LastFiredValue = status.Type is TriggerType.Drift or TriggerType.Performance ? status.Value : null };
    }

    private static TriggerVerdict Held(TriggerVerdict verdict, Trigger trigger, TriggerFacts facts, DateTimeOffset now)
    {
        var free = facts.LastRunEnded + trigger.CoolDown?.Value;
        if (free > now)
            return TriggerVerdict.Silent(verdict.Status, "CoolingDown", $"{verdict.Status.Message}; cools down until {TriggerVerdict.Text(free.Value)}", Earlier(free, verdict.LookAgainAt));
        if (!facts.News.Any) return TriggerVerdict.Silent(verdict.Status, "NothingNew", $"{verdict.Status.Message}; there is no newer data than the last run had", verdict.LookAgainAt);
        // A run is not late for what had to be waited for.
        return verdict with { DueAt = new[] { verdict.DueAt, facts.News.FirstAt, facts.LastRunEnded, free }.Max() };
    }

    private static (TriggerType Type, string? Text) Definition(Trigger trigger) => trigger switch
    {
        { Schedule: { } schedule } => (TriggerType.Schedule, schedule.TimeZone is { } zone ? $"{schedule.Cron} ({zone})" : schedule.Cron),
        { DataVersion: not null } => (TriggerType.DataVersion, null),
        { Volume: not null } => (TriggerType.Volume, null),
        { Staleness: not null } => (TriggerType.Staleness, null),
        { Drift: { } drift } => (TriggerType.Drift, drift.Query),
        _ => (TriggerType.Performance, trigger.Performance!.Query),
    };

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => new[] { one, other }.Min();
}

using System.Globalization;
using Slipway.Api.TrainingJobs.Triggers;

namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>Moments of the clock. However many went by, one run makes up for all of them.</summary>
internal static class Schedules
{
    /// <summary>As a CronJob does, moments are counted up to here.</summary>
    public const int MostMissed = 100;

    public static TriggerVerdict Judge(ScheduleTrigger schedule, TriggerStatus status, DateTimeOffset now)
    {
        var cron = CronSchedule.Parse(schedule.Cron, schedule.TimeZone);
        var next = cron.After(now);
        var due = Due(cron, status.LastScheduleTime ?? status.ObservedFrom!.Value, now);
        status = status with { NextScheduleTime = next, Since = due?.Moment, Missed = due is { Missed: > 0 } ? due.Value.Missed : null };
        if (due is not { } served) return TriggerVerdict.Silent(status, "NotMet", next is { } coming ? $"the next moment is {TriggerVerdict.Text(coming)}" : "there is no next moment", next);

        var message = $"{TriggerVerdict.Text(served.Moment)} by schedule {status.Definition}{Missed(served.Missed)}";
        var end = schedule.StartingDeadlineSeconds is { } seconds ? served.Moment.AddSeconds(seconds) : (DateTimeOffset?)null;
        if (end <= now) return TriggerVerdict.Silent(status, "MissedDeadline", $"{message}: no run could begin until {TriggerVerdict.Text(end.Value)} (startingDeadlineSeconds)", next);
        return TriggerVerdict.Fired(status, message, served.Moment, new[] { next, end }.Min());
    }

    /// <summary>The newest moment that has passed and was not served, with the number of others before it.</summary>
    /// <param name="cron">The schedule.</param>
    /// <param name="served">The last moment that was served, or the one from which on moments count.</param>
    /// <param name="now">The time.</param>
    public static (DateTimeOffset Moment, int Missed)? Due(CronSchedule cron, DateTimeOffset served, DateTimeOffset now) =>
        cron.UpTo(now) is { } newest && newest > served ? (newest, cron.Between(served, newest, MostMissed)) : null;

    private static string Missed(int missed) => missed == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture, $", for {(missed == MostMissed ? $"{missed} or more" : missed)} earlier {(missed == 1 ? "moment" : "moments")} too");
}

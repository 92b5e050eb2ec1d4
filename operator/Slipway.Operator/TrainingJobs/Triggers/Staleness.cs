using Slipway.Api.TrainingJobs.Triggers;

namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>The age of the newest version that is ready.</summary>
internal static class Staleness
{
    public static TriggerVerdict Judge(StalenessTrigger trigger, TriggerStatus status, TriggerFacts facts, DateTimeOffset now)
    {
        if (facts.NewestReady is not { } newest) return TriggerVerdict.Silent(status with { Since = null }, "NotMet", "no version is ready that could be too old");
        // The message names moments, not an age, which would change with each look.
        var end = newest.MadeAt + trigger.MaxAge.Value;
        var message = $"ModelVersion {newest.Name} is of {TriggerVerdict.Text(newest.MadeAt)} and too old from {TriggerVerdict.Text(end)} on (maxAge {trigger.MaxAge})";
        status = status with { Since = end <= now ? end : null };
        return end <= now ? TriggerVerdict.Fired(status, message, end) : TriggerVerdict.Silent(status, "NotMet", message, end);
    }
}

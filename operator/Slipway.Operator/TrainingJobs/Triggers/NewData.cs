using System.Globalization;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Contracts;

namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>New versions of the data, all of them or those with enough new rows.</summary>
internal static class NewData
{
    public static TriggerVerdict Judge(DataVersionTrigger trigger, TriggerStatus status, TriggerFacts facts, DateTimeOffset now)
    {
        status = status with { Since = facts.News.FirstAt };
        return facts.News.Any ? Debounced(trigger.Debounce, status, facts.News.Text, facts, now) : TriggerVerdict.Silent(status, "NotMet", "there is no newer data than the last run had");
    }

    public static TriggerVerdict Judge(VolumeTrigger trigger, TriggerStatus status, TriggerFacts facts, DateTimeOffset now)
    {
        status = status with { Since = facts.News.FirstAt, Value = null, Threshold = null };
        if (facts.Rows is not { } rows) return TriggerVerdict.Silent(status, "NotMet", "the dataset has no version yet");
        if (facts.RowsLearned is not { } learned)
            return TriggerVerdict.Silent(status, TriggerVerdict.NoDataReason, "nobody knows how many rows the version had that was learned from last, so that new ones cannot be counted; a run that anything else begins ends this");

        var least = Threshold(trigger, learned);
        status = status with { Value = rows - learned, Threshold = least };
        var message = string.Create(CultureInfo.InvariantCulture, $"{rows - learned:+0;-0;0} rows on {learned} of the last run, {Math.Ceiling(least):0} are needed");
        return rows - learned >= least && facts.News.Any ? Debounced(trigger.Debounce, status, message, facts, now) : TriggerVerdict.Silent(status, "NotMet", message);
    }

    /// <summary>New rows from which on it fires.</summary>
    public static double Threshold(VolumeTrigger trigger, long learned) =>
        Math.Max(1, Math.Min(trigger.MinRows ?? double.PositiveInfinity, trigger.MinPercent is { } percent ? learned * percent / 100 : double.PositiveInfinity));

    private static TriggerVerdict Debounced(Duration? debounce, TriggerStatus status, string message, TriggerFacts facts, DateTimeOffset now)
    {
        var due = facts.News.FirstAt!.Value + (debounce?.Value ?? TimeSpan.Zero);
        return due <= now
            ? TriggerVerdict.Fired(status, message, due)
            : TriggerVerdict.Silent(status, "Debouncing", $"{message}; waits for more until {TriggerVerdict.Text(due)} (debounce {debounce})", due);
    }
}

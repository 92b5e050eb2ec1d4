using Slipway.Api.TrainingJobs.Triggers;

namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>A number out of its bounds. Without a number it does not fire, and says so.</summary>
internal static class Queries
{
    /// <summary>How a query trigger stands.</summary>
    /// <param name="query">The query with its bounds.</param>
    /// <param name="status">What is on record.</param>
    /// <param name="reading">What the query gave just now; null when it was not made, so that the last value counts.</param>
    /// <param name="lastRunEnded">When the last run ended; a value of before is no evidence for the next.</param>
    /// <param name="now">The time.</param>
    public static TriggerVerdict Judge(QueryTrigger query, TriggerStatus status, QueryReading? reading, DateTimeOffset? lastRunEnded, DateTimeOffset now)
    {
        if (reading is not null) status = Read(query, status, reading, now);
        var next = status.EvaluatedAt + query.Interval.Value;
        if (status.Value is not { } value)
        {
            if (reading is not null) return TriggerVerdict.Silent(status, reading.Reason!, reading.Trouble!, next);
            return status.EvaluatedAt is null ? TriggerVerdict.Silent(status, "NotMet", "the query was not made yet; none is made while a run goes on") : new TriggerVerdict(status, null, next);
        }

        if (status.EvaluatedAt < lastRunEnded) return TriggerVerdict.Silent(status, "Outdated", $"the value is {TriggerVerdict.Text(value)} and of before the end of the last run", next);
        if (status.Since is not { } since)
            return TriggerVerdict.Silent(status with { LastFiredValue = null }, "NotMet", $"the value is {TriggerVerdict.Text(value)}, within {Bounds(query)}", next);
        var message = $"the value is {TriggerVerdict.Text(value)}, out of {Bounds(query)} since {TriggerVerdict.Text(since)}";
        var due = since + (query.For?.Value ?? TimeSpan.Zero);
        if (due > now) return TriggerVerdict.Silent(status, "Pending", $"{message}; has to stay so until {TriggerVerdict.Text(due)} (for {query.For})", next);
        if (query.MinimumEffect is { } effect && status.LastFiredValue is { } fired && Math.Abs(value - fired) < effect)
        {
            return TriggerVerdict.Silent(status, "BelowMinimumEffect",
                $"{message}; that is less than {TriggerVerdict.Text(effect)} away from {TriggerVerdict.Text(fired)}, for which run {status.LastRun} was made: more training does not mend it", next);
        }

        // What waited for the minimum effect is not late: it is due since the value has it.
        return TriggerVerdict.Fired(status, message, query.MinimumEffect is not null && status.LastFiredValue is not null ? status.EvaluatedAt!.Value : due, next);
    }

    /// <summary>Whether a query has to be made.</summary>
    public static bool IsDue(QueryTrigger query, TriggerStatus? before, DateTimeOffset? lastRunEnded, DateTimeOffset now) =>
        before?.Definition != query.Query || before.EvaluatedAt is not { } last || last + query.Interval.Value <= now || last < lastRunEnded;

    /// <summary>Whether a value asks for something to be done.</summary>
    public static bool IsOut(QueryTrigger query, double value) => value > query.Max || value < query.Min;

    private static TriggerStatus Read(QueryTrigger query, TriggerStatus status, QueryReading reading, DateTimeOffset now)
    {
        // Over a period the samples themselves tell since when; of a single value the record has to.
        var since = reading.Value is { } value && IsOut(query, value) ? reading.OutSince ?? status.Since ?? now : (DateTimeOffset?)null;
        return status with { EvaluatedAt = now, Value = reading.Value, Threshold = reading.Value is { } seen ? Nearest(query, seen) : null, Since = since };
    }

    private static double? Nearest(QueryTrigger query, double value) =>
        query is { Min: { } min, Max: { } max } ? Math.Abs(value - min) < Math.Abs(value - max) ? min : max : query.Min ?? query.Max;

    private static string Bounds(QueryTrigger query) => query switch
    {
        { Min: { } min, Max: { } max } => $"{TriggerVerdict.Text(min)} to {TriggerVerdict.Text(max)}",
        { Min: { } min } => $"min {TriggerVerdict.Text(min)}",
        _ => $"max {TriggerVerdict.Text(query.Max!.Value)}",
    };
}

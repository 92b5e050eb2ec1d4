using Cronos;

namespace Slipway.Api.TrainingJobs.Triggers;

/// <summary>The moments of a cron expression in a time zone.</summary>
/// <remarks>
/// Around a change of the clock, as Cronos does: a moment that the clock skips comes right after the gap, and one that it shows twice comes once; expressions with intervals (<c>*</c>, <c>/</c>, <c>-</c>)
/// follow the time that has really passed.
/// </remarks>
public sealed class CronSchedule
{
    private readonly CronExpression expression;
    private readonly TimeZoneInfo zone;

    private CronSchedule(CronExpression expression, TimeZoneInfo zone) => (this.expression, this.zone) = (expression, zone);

    /// <summary>Reads an expression with five fields.</summary>
    /// <param name="cron">The expression.</param>
    /// <param name="timeZone">IANA name; null for UTC.</param>
    /// <exception cref="FormatException">The expression or the zone is not known; the message says why.</exception>
    public static CronSchedule Parse(string cron, string? timeZone)
    {
        try
        {
            return new CronSchedule(CronExpression.Parse(cron), Zones.Find(timeZone));
        }
        catch (Exception wrong) when (wrong is CronFormatException or MissingSeedException)
        {
            throw new FormatException(wrong.Message, wrong);
        }
    }

    /// <summary>The first moment after another; null when there is none.</summary>
    public DateTimeOffset? After(DateTimeOffset moment) => expression.GetNextOccurrence(moment, zone)?.ToUniversalTime();

    /// <summary>The last moment that is not after another; null when there is none.</summary>
    public DateTimeOffset? UpTo(DateTimeOffset moment)
    {
        // Of a moment that the clock skips, the library says the last second before the gap when it goes back, and the first after it when it goes on.
        if (expression.GetPreviousOccurrence(moment, zone, inclusive: true)?.ToUniversalTime() is not { } found) return null;
        return After(found.AddTicks(-1)) is { } exact && exact <= moment ? exact : UpTo(found.AddSeconds(-1));
    }

    /// <summary>How many moments there are after the first and before the second, neither included; counted up to a limit.</summary>
    public int Between(DateTimeOffset from, DateTimeOffset to, int limit) =>
        from >= to ? 0 : expression.GetOccurrences(from, to, zone, fromInclusive: false, toInclusive: false).Take(limit).Count();
}

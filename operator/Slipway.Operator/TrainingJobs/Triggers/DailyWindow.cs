using System.Globalization;
using Slipway.Api.TrainingJobs.Triggers;

namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>The window of one day.</summary>
/// <param name="Opens">From when on runs may begin.</param>
/// <param name="Closes">From when on none may.</param>
/// <param name="Deadline">When a run that began in it has to be done.</param>
internal sealed record DailyWindow(DateTimeOffset Opens, DateTimeOffset Closes, DateTimeOffset? Deadline)
{
    public bool IsOpen(DateTimeOffset now) => Opens <= now && now < Closes;

    /// <summary>The window that is open, or the next one.</summary>
    public static DailyWindow Of(TrainingWindow window, DateTimeOffset now)
    {
        var zone = Zones.Find(window.TimeZone);
        var (start, end) = (Time(window.Start), Time(window.End));
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        for (var day = today.AddDays(-1); ; day = day.AddDays(1))
        {
            var (opens, closes) = (At(day, start, zone), At(end <= start ? day.AddDays(1) : day, end, zone));
            if (closes <= now || closes <= opens) continue;
            DateTimeOffset? deadline = window.Deadline is { } text ? At(Time(text) <= start ? day.AddDays(1) : day, Time(text), zone) : null;
            return new DailyWindow(opens, closes, deadline);
        }
    }

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);

    // A time that the clock skips is taken as much later; of one that it shows twice the first.
    private static DateTimeOffset At(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddHours(-3))
            : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}

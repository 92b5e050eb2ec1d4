namespace Slipway.Api.TrainingJobs.Triggers;

/// <summary>Time zones by their IANA names.</summary>
public static class Zones
{
    /// <summary>The zone; UTC when none is named.</summary>
    /// <exception cref="FormatException">There is no such zone.</exception>
    public static TimeZoneInfo Find(string? name)
    {
        if (name is null) return TimeZoneInfo.Utc;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw new FormatException($"there is no time zone '{name}'; write its IANA name, such as Europe/Berlin");
    }
}

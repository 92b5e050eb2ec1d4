namespace Slipway.Features.Fitting;

/// <summary>Offsets of a time zone from 1970 to 2100 as numbers, so that a model keeps the rules it was trained with when the time zone database changes.</summary>
internal static class TimeZoneTable
{
    private static readonly DateTime First = DateTime.UnixEpoch;
    private static readonly DateTime Last = new(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <returns>The transitions in seconds since the epoch, followed by the offsets in seconds, of which there is one more.</returns>
    public static double[] Of(PendingStatistic item)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(item.Statistic.Key["timeZone(".Length..^1], out var zone))
        {
            throw new FeatureException([new FeatureError(item.Statistic.Feature, item.Position,
                $"there is no time zone '{item.Shown}' in this system's time zone database; use an IANA name such as 'Europe/Berlin'.")]);
        }

        var transitions = new List<double>();
        var offsets = new List<double> { Offset(zone, First) };
        for (var day = First; day < Last; day = day.AddDays(1))
        {
            if (Offset(zone, day.AddDays(1)) == offsets[^1]) continue;
            var transition = Between(zone, day, day.AddDays(1), offsets[^1]);
            transitions.Add((transition - DateTime.UnixEpoch).TotalSeconds);
            offsets.Add(Offset(zone, transition));
        }

        return [.. transitions, .. offsets];
    }

    /// <summary>The first second with another offset, by halving.</summary>
    private static DateTime Between(TimeZoneInfo zone, DateTime same, DateTime other, double offset)
    {
        while (other - same > TimeSpan.FromSeconds(1))
        {
            var middle = same.AddSeconds(Math.Floor((other - same).TotalSeconds / 2));
            if (Offset(zone, middle) == offset) same = middle;
            else other = middle;
        }

        return other;
    }

    private static double Offset(TimeZoneInfo zone, DateTime moment) => zone.GetUtcOffset(moment).TotalSeconds;
}

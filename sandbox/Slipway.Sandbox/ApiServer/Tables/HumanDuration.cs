using System.Globalization;

namespace Slipway.Sandbox.ApiServer.Tables;

/// <summary>Ages as kubectl prints them: <c>5s</c>, <c>3m20s</c>, <c>2d</c>.</summary>
internal static class HumanDuration
{
    public static string Since(string? time, DateTimeOffset now) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var then) ? Text(now - then) : "<unknown>";

    public static string Text(TimeSpan duration)
    {
        var seconds = (long)Math.Floor(duration.TotalSeconds);
        if (seconds < -1)
        {
            return "<invalid>";
        }

        seconds = Math.Max(0, seconds);
        var (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
        return seconds switch
        {
            < 120 => $"{seconds}s",
            < 600 when seconds % 60 != 0 => $"{minutes}m{seconds % 60}s",
            < 180 * 60 => $"{minutes}m",
            < 8 * 3600 when minutes % 60 != 0 => $"{hours}h{minutes % 60}m",
            < 48 * 3600 => $"{hours}h",
            < 8 * 86400 when hours % 24 != 0 => $"{days}d{hours % 24}h",
            < 730 * 86400 => $"{days}d",
            < 8 * 365 * 86400L when days % 365 != 0 => $"{days / 365}y{days % 365}d",
            _ => $"{days / 365}y",
        };
    }
}

using System.Globalization;
using Slipway.Storage;

namespace Slipway.Server.Predictor.Events.Log;

/// <summary>Which folders of an event log have which bundles; the layout is that of <see cref="Contracts.Serving.EventLog"/>.</summary>
internal static class LogFolders
{
    /// <summary>Suffix of a bundle's object.</summary>
    public const string Suffix = ".jsonl";

    /// <summary>How far the time of a bundle's id may be from the clock of the server that takes it.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromHours(1);

    /// <summary>What a write takes at most, and what clocks of servers differ by.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <summary>The object of a bundle.</summary>
    public static ObjectUri ObjectOf(ObjectUri log, BundleId bundle) => Folder(log, bundle.Time).Append(bundle + Suffix);

    /// <summary>The folder of an hour.</summary>
    public static ObjectUri Folder(ObjectUri log, DateTimeOffset hour) => log.Append(hour.UtcDateTime.ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture));

    /// <summary>Hours whose folders can have got bundles between a moment and now.</summary>
    public static IReadOnlyList<DateTimeOffset> WrittenSince(DateTimeOffset since, DateTimeOffset now) => Hours(since - Tolerance - Slack, now + Tolerance + Slack);

    private static List<DateTimeOffset> Hours(DateTimeOffset from, DateTimeOffset to)
    {
        var hours = new List<DateTimeOffset>();
        for (var hour = new DateTimeOffset(from.UtcTicks - (from.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero); hour <= to; hour += TimeSpan.FromHours(1)) hours.Add(hour);
        return hours;
    }
}

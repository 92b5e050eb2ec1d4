using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Event times that do not lie in the future; one clock that is wrong must not make a whole version look fresh.</summary>
internal static class PastEvents
{
    /// <summary>SQL of the newest of them.</summary>
    public static string Newest(string eventTime, DateTimeOffset now) => $"max({Time(eventTime)}) FILTER (WHERE {Time(eventTime)} <= {Moment(now)})";

    /// <summary>SQL of an event time as a moment.</summary>
    public static string Time(string eventTime) => $"CAST({SqlText.Identifier(eventTime)} AS TIMESTAMP)";

    /// <summary>SQL of a moment.</summary>
    public static string Moment(DateTimeOffset time) => FormattableString.Invariant($"TIMESTAMP '{time.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'");
}

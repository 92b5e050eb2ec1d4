using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Extraction;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Finds rows whose event time disagrees with the partition that they lie in, or with the clock; counted before rows without a settled label go.</summary>
internal static class EventTimeChecks
{
    /// <summary>Name of the check of times in the future.</summary>
    public const string Future = "futureEventTime";

    /// <summary>Name of the check of times outside of their partition.</summary>
    public const string Partition = "partition";

    /// <summary>Counts them; null without event time.</summary>
    public static EventTimeCounts? Count(
        Connection connection, string? eventTime, PartitionLabel? partition, EventTimeLimits limits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (eventTime is null) return null;
        var tolerance = limits.Tolerance?.Value ?? TimeSpan.FromHours(1);
        var time = $"CAST({SqlText.Identifier(eventTime)} AS TIMESTAMP)";
        var latest = string.Create(CultureInfo.InvariantCulture, $"TIMESTAMP '{(now + tolerance).UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'");
        var misplaced = partition is null ? "FALSE" : partition.Misplaced(time, tolerance);
        var placed = partition is null ? "FALSE" : $"{EngineColumns.Partition} IS NOT NULL";
        var days = partition is null ? "NULL" : $"mode(date_diff('day', {EngineColumns.Partition}, {time})) FILTER (WHERE {misplaced})";
        using var result = connection.Query(
            $"""
            SELECT count({time}), count(*) FILTER (WHERE {time} > {latest}), count(*) FILTER (WHERE {time} IS NOT NULL AND {placed}), count(*) FILTER (WHERE {misplaced}),
              CAST({days} AS BIGINT), CAST(max({time}) AS VARCHAR) FROM staged
            """, cancellationToken);
        var row = result.ReadRows()[0];
        return new EventTimeCounts { Timed = (long)row[0]!, Future = (long)row[1]!, Placed = (long)row[2]!, Misplaced = (long)row[3]!, DaysOff = row[4] as long?, Latest = row[5] as string };
    }

    public static IReadOnlyList<Finding> Judge(string? eventTime, EventTimeCounts? counts, EventTimeLimits limits)
    {
        if (eventTime is null || counts is null) return [];
        var judge = new Limit(eventTime, limits.Severity ?? Severity.Warn);
        return
        [
            .. judge.Of(Future, counts.Future, counts.Timed, limits.MaxFuturePercent ?? 0,
                $"lie in the future, the latest at {counts.Latest} UTC",
                "Correct the clock or the time zone of the source, or raise eventTimeLimits.tolerance."),
            .. judge.Of(Partition, counts.Misplaced, counts.Placed, limits.MaxMisplacedPercent ?? 1,
                string.Create(CultureInfo.InvariantCulture, $"lie outside of the partition that their file is in, most of them {counts.DaysOff ?? 0:+0;-0;0} days from it"),
                "See whether the job that writes partitions is off by a day or uses another time zone, or raise eventTimeLimits.tolerance."),
        ];
    }

    private sealed record Limit(string Column, Severity Severity)
    {
        public IEnumerable<Finding> Of(string check, long rows, long all, double limit, string what, string remedy)
        {
            if (all == 0) yield break;
            var percent = 100.0 * rows / all;
            if (percent <= limit) yield break;
            yield return new Finding
            {
                Check = check, Severity = Severity, Column = Column, Rows = rows, Value = Math.Round(percent, 6), Limit = limit,
                Message = string.Create(CultureInfo.InvariantCulture, $"{rows} of {all} event times in '{Column}' ({percent:0.###} %, allowed {limit:0.###} %) {what}. {remedy}"),
            };
        }
    }
}

/// <summary>Rows by how their event time agrees with clock and partition.</summary>
internal sealed record EventTimeCounts
{
    /// <summary>Rows with an event time.</summary>
    public required long Timed { get; init; }

    /// <summary>Of these, rows in the future.</summary>
    public required long Future { get; init; }

    /// <summary>Of these, rows in a file whose folder names a period.</summary>
    public required long Placed { get; init; }

    /// <summary>Of these, rows outside of that period.</summary>
    public required long Misplaced { get; init; }

    /// <summary>How many days most of the misplaced ones are off.</summary>
    public long? DaysOff { get; init; }

    /// <summary>The latest event time.</summary>
    public string? Latest { get; init; }

    /// <summary>Both together; days off are those of whichever has more misplaced rows.</summary>
    public EventTimeCounts Plus(EventTimeCounts other) => new()
    {
        Timed = Timed + other.Timed, Future = Future + other.Future, Placed = Placed + other.Placed, Misplaced = Misplaced + other.Misplaced,
        DaysOff = other.Misplaced > Misplaced ? other.DaysOff : DaysOff,
        Latest = string.CompareOrdinal(Latest, other.Latest) >= 0 ? Latest : other.Latest,
    };
}

using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Extraction;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Finds rows whose event time disagrees with the partition that they lie in, or with the clock; asked before rows without a settled label go.</summary>
internal static class EventTimeChecks
{
    public static IReadOnlyList<Finding> Run(
        Connection connection, Column? eventTime, PartitionLabel? partition, EventTimeLimits limits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (eventTime is null) return [];
        var tolerance = limits.Tolerance?.Value ?? TimeSpan.FromHours(1);
        var time = $"CAST({SqlText.Identifier(eventTime.Name)} AS TIMESTAMP)";
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
        var judge = new Judge(eventTime.Name, limits.Severity ?? Severity.Warn);
        return
        [
            .. judge.Of("futureEventTime", (long)row[1]!, (long)row[0]!, limits.MaxFuturePercent ?? 0,
                $"lie in the future, the latest at {row[5]} UTC",
                "Correct the clock or the time zone of the source, or raise eventTimeLimits.tolerance."),
            .. judge.Of("partition", (long)row[3]!, (long)row[2]!, limits.MaxMisplacedPercent ?? 1,
                string.Create(CultureInfo.InvariantCulture, $"lie outside of the partition that their file is in, most of them {row[4] ?? 0:+0;-0;0} days from it"),
                "See whether the job that writes partitions is off by a day or uses another time zone, or raise eventTimeLimits.tolerance."),
        ];
    }

    private sealed record Judge(string Column, Severity Severity)
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

using System.Globalization;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Checks.Expectations;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Counts rows by age, and judges the age of the newest event in all rows and in slices.</summary>
internal sealed class FreshnessChecks(SnapshotSpec spec, DateTimeOffset now)
{
    private static readonly TimeSpan[] Bounds =
    [
        TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromDays(90), TimeSpan.FromDays(365),
    ];

    /// <summary>What the manifest says; null without event time.</summary>
    /// <param name="statistics">Rows of all and of each slice.</param>
    /// <param name="watermark">First moment of the earliest partition that waits for its seal.</param>
    /// <param name="younger">Counts the rows with an event time that are younger than each moment, and last of all all of them.</param>
    public FreshnessReport? Report(IReadOnlyList<SliceStatistics> statistics, DateTimeOffset? watermark, Func<IReadOnlyList<DateTimeOffset>, IReadOnlyList<long>> younger)
    {
        if (spec.EventTime is null) return null;
        var counts = younger([.. Bounds.Select(bound => now - bound)]);
        return new FreshnessReport
        {
            At = now,
            Newest = statistics.First(each => each.Column is null).Newest,
            Watermark = watermark,
            Ages = [.. counts.Select((count, index) => new AgeBucket { UpTo = index < Bounds.Length ? new Duration(Bounds[index]) : null, Rows = count - (index == 0 ? 0 : counts[index - 1]) })],
        };
    }

    /// <summary>Counts the kept rows.</summary>
    public static IReadOnlyList<long> Younger(Connection connection, string eventTime, IReadOnlyList<DateTimeOffset> moments, CancellationToken cancellationToken)
    {
        var time = PastEvents.Time(eventTime);
        using var result = connection.Query(
            $"SELECT {string.Join(", ", moments.Select(moment => $"count(*) FILTER (WHERE {time} > {PastEvents.Moment(moment)})"))}, count({time}) FROM kept", cancellationToken);
        return [.. result.ReadRows()[0].Select(count => (long)count!)];
    }

    public IEnumerable<Finding> Findings(IReadOnlyList<SliceStatistics> statistics)
    {
        if (spec.Freshness is not { } limit) yield break;
        var held = CheckedSlices.Of(limit.PerSlice, spec.Slices, statistics);
        foreach (var each in statistics.Where(each => each.Column is null).Concat(held))
        {
            if (each.Newest is { } newest && now - newest <= limit.MaxAge.Value) continue;
            yield return Old(limit, each);
        }
    }

    private Finding Old(Freshness limit, SliceStatistics rows)
    {
        var slice = rows.Column is null ? null : $"{rows.Column}={rows.Value}";
        var age = now - rows.Newest;
        return new Finding
        {
            Check = "freshness", Severity = limit.Severity ?? Severity.Warn, Rows = rows.Rows, Column = spec.EventTime, Slice = slice,
            Value = age is { } known ? Math.Round(known.TotalHours, 3) : null, Limit = Math.Round(limit.MaxAge.Value.TotalHours, 3),
            Message = string.Create(CultureInfo.InvariantCulture,
                $"{(rows.Newest is { } newest ? $"The newest event{(slice is null ? "" : $" of slice {slice}")} is of {newest.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {age!.Value.TotalHours:0.#} h old" : $"No event{(slice is null ? "" : $" of slice {slice}")} has a time that has passed")} (allowed {limit.MaxAge}). See whether the job that writes the source still runs, or raise freshness.maxAge."),
        };
    }
}

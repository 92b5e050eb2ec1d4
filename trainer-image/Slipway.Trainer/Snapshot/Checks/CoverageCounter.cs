using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Counts the kept rows of each declared slice over event time: a country that vanished for two days shows here, whatever the total says.</summary>
internal static class CoverageCounter
{
    private const int MaxValues = 12;

    /// <param name="connection">Holds the kept rows.</param>
    /// <param name="eventTime">Column of the event time.</param>
    /// <param name="times">Its statistics.</param>
    /// <param name="slices">What is declared.</param>
    /// <param name="statistics">Rows of their values; those with most rows are counted, a declared one without any among them.</param>
    /// <param name="cancellationToken">Stops the count.</param>
    public static IReadOnlyList<Coverage>? Run(
        Connection connection, string eventTime, ColumnStatistics? times, IReadOnlyList<Slice> slices, IReadOnlyList<SliceStatistics> statistics,
        CancellationToken cancellationToken)
    {
        if (slices.Count == 0 || times is not { Min: { } first, Max: { } last }) return null;
        var period = PeriodFor(TimeSpan.FromSeconds(last - first));
        var values = statistics.Where(each => each.Value is not null).ToLookup(each => each.Column!);
        return
        [
            .. slices.Select(slice => Count(
                connection, eventTime, period, slice,
                [.. values[slice.Column].OrderByDescending(value => value.Rows).ThenBy(value => value.Value, StringComparer.Ordinal).Take(MaxValues).Select(value => value.Value!)],
                cancellationToken)),
        ];
    }

    // So that a picture has no more than about a hundred columns.
    private static CoveragePeriod PeriodFor(TimeSpan span) => span.TotalDays switch
    {
        <= 4 => CoveragePeriod.Hour,
        <= 100 => CoveragePeriod.Day,
        <= 3000 => CoveragePeriod.Month,
        _ => CoveragePeriod.Year,
    };

    private static Coverage Count(
        Connection connection, string eventTime, CoveragePeriod period, Slice slice, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        var (value, time) = ($"CAST({SqlText.Identifier(slice.Column)} AS VARCHAR)", SqlText.Identifier(eventTime));
        // Other values count as one, whose rows only say which periods there are.
        using var result = connection.Query(
            $"SELECT CASE WHEN list_contains({SqlText.List(values)}::VARCHAR[], {value}) THEN {value} END, epoch(date_trunc('{period.ToString().ToLowerInvariant()}', {time})), count(*) " +
            $"FROM kept WHERE {time} IS NOT NULL GROUP BY 1, 2",
            cancellationToken);
        var cells = result.ReadRows().Select(row => (Value: row[0] as string, Start: Convert.ToDouble(row[1], CultureInfo.InvariantCulture), Rows: (long)row[2]!)).ToList();
        var starts = cells.Select(cell => cell.Start).Distinct().Order().ToList();
        var rows = cells.ToLookup(cell => cell.Value);
        return new Coverage
        {
            Slice = slice.Name ?? slice.Column,
            Period = period,
            Periods = [.. starts.Select(start => DateTimeOffset.UnixEpoch.AddSeconds(start))],
            Values = [.. values.Select(each => new ValueCoverage { Value = each, Rows = RowsAt(starts, rows[each].ToDictionary(cell => cell.Start, cell => cell.Rows)) })],
        };
    }

    private static IReadOnlyList<long> RowsAt(IReadOnlyList<double> starts, Dictionary<double, long> rows) => [.. starts.Select(start => rows.GetValueOrDefault(start))];
}

using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Counts the kept rows of each declared slice over event time: a country that vanished for two days shows here, whatever the total says.</summary>
internal static class CoverageCounter
{
    private const int MaxValues = 12;

    public static IReadOnlyList<Coverage>? Run(Connection connection, string eventTime, ColumnStatistics? times, IReadOnlyList<Slice> slices, CancellationToken cancellationToken)
    {
        if (slices.Count == 0 || times is not { Min: { } first, Max: { } last }) return null;
        var period = PeriodFor(TimeSpan.FromSeconds(last - first));
        return [.. slices.Select(slice => Count(connection, eventTime, period, slice, cancellationToken))];
    }

    // So that a picture has no more than about a hundred columns.
    private static CoveragePeriod PeriodFor(TimeSpan span) => span.TotalDays switch
    {
        <= 4 => CoveragePeriod.Hour,
        <= 100 => CoveragePeriod.Day,
        <= 3000 => CoveragePeriod.Month,
        _ => CoveragePeriod.Year,
    };

    private static Coverage Count(Connection connection, string eventTime, CoveragePeriod period, Slice slice, CancellationToken cancellationToken)
    {
        var (value, time) = (SqlText.Identifier(slice.Column), SqlText.Identifier(eventTime));
        using var result = connection.Query(
            $"SELECT CAST({value} AS VARCHAR), epoch(date_trunc('{period.ToString().ToLowerInvariant()}', {time})), count(*) FROM kept WHERE {value} IS NOT NULL AND {time} IS NOT NULL GROUP BY 1, 2",
            cancellationToken);
        var cells = result.ReadRows().Select(row => (Value: (string)row[0]!, Start: Convert.ToDouble(row[1], CultureInfo.InvariantCulture), Rows: (long)row[2]!)).ToList();
        var starts = cells.Select(cell => cell.Start).Distinct().Order().ToList();
        return new Coverage
        {
            Slice = slice.Name ?? slice.Column,
            Period = period,
            Periods = [.. starts.Select(start => DateTimeOffset.UnixEpoch.AddSeconds(start))],
            Values =
            [
                .. cells.GroupBy(cell => cell.Value).OrderByDescending(group => group.Sum(cell => cell.Rows)).ThenBy(group => group.Key, StringComparer.Ordinal).Take(MaxValues)
                    .Select(group => new ValueCoverage { Value = group.Key, Rows = RowsAt(starts, group.ToDictionary(cell => cell.Start, cell => cell.Rows)) }),
            ],
        };
    }

    private static IReadOnlyList<long> RowsAt(IReadOnlyList<double> starts, Dictionary<double, long> rows) => [.. starts.Select(start => rows.GetValueOrDefault(start))];
}

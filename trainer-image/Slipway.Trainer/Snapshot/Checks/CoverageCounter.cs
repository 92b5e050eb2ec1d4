using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Counts the kept rows of each declared slice over event time: a country that vanished for two days shows here, whatever the total says.</summary>
internal static class CoverageCounter
{
    private const int MaxValues = 12;

    /// <param name="times">Statistics of the event time.</param>
    /// <param name="slices">What is declared.</param>
    /// <param name="statistics">Rows of their values; those with most rows are shown, a declared one without any among them.</param>
    /// <param name="count">Counts the rows of some values of a column by period; of other values as one, without a name.</param>
    public static IReadOnlyList<Coverage>? Run(
        ColumnStatistics? times, IReadOnlyList<Slice> slices, IReadOnlyList<SliceStatistics> statistics, Func<string, IReadOnlyList<string>, CoveragePeriod, IEnumerable<CoverageCell>> count)
    {
        if (slices.Count == 0 || times is not { Min: { } first, Max: { } last }) return null;
        var period = PeriodFor(TimeSpan.FromSeconds(last - first));
        var values = statistics.Where(each => each.Value is not null).ToLookup(each => each.Column!);
        return
        [
            .. slices.Select(slice =>
            {
                IReadOnlyList<string> shown = [.. values[slice.Column].OrderByDescending(value => value.Rows).ThenBy(value => value.Value, StringComparer.Ordinal).Take(MaxValues).Select(value => value.Value!)];
                return Of(slice, period, shown, [.. count(slice.Column, shown, period)]);
            }),
        ];
    }

    /// <summary>Counts the kept rows.</summary>
    public static IEnumerable<CoverageCell> Count(
        Connection connection, string eventTime, string column, IReadOnlyList<string> values, CoveragePeriod period, CancellationToken cancellationToken)
    {
        var (value, time) = ($"CAST({SqlText.Identifier(column)} AS VARCHAR)", SqlText.Identifier(eventTime));
        using var result = connection.Query(
            $"SELECT CASE WHEN list_contains({SqlText.List(values)}::VARCHAR[], {value}) THEN {value} END, epoch(date_trunc('{period.ToString().ToLowerInvariant()}', {time})), count(*) " +
            $"FROM kept WHERE {time} IS NOT NULL GROUP BY 1, 2",
            cancellationToken);
        return [.. result.ReadRows().Select(row => new CoverageCell { Value = row[0] as string, Start = Convert.ToInt64(row[1], CultureInfo.InvariantCulture), Rows = (long)row[2]! })];
    }

    /// <summary>A length of which a picture has no more than about a hundred.</summary>
    public static CoveragePeriod PeriodFor(TimeSpan span) => span.TotalDays switch
    {
        <= 4 => CoveragePeriod.Hour,
        <= 100 => CoveragePeriod.Day,
        <= 3000 => CoveragePeriod.Month,
        _ => CoveragePeriod.Year,
    };

    private static Coverage Of(Slice slice, CoveragePeriod period, IReadOnlyList<string> values, IReadOnlyList<CoverageCell> cells)
    {
        // Cells of other values only say which periods there are.
        var starts = cells.Select(cell => cell.Start).Distinct().Order().ToList();
        var rows = cells.ToLookup(cell => cell.Value);
        return new Coverage
        {
            Slice = slice.Name ?? slice.Column,
            Period = period,
            Periods = [.. starts.Select(DateTimeOffset.FromUnixTimeSeconds)],
            Values = [.. values.Select(each => new ValueCoverage { Value = each, Rows = RowsAt(starts, rows[each].GroupBy(cell => cell.Start).ToDictionary(same => same.Key, same => same.Sum(cell => cell.Rows))) })],
        };
    }

    private static IReadOnlyList<long> RowsAt(IReadOnlyList<long> starts, Dictionary<long, long> rows) => [.. starts.Select(start => rows.GetValueOrDefault(start))];
}

/// <summary>Rows of one value in one period.</summary>
internal sealed record CoverageCell
{
    /// <summary>The value; null for any other.</summary>
    public string? Value { get; init; }

    /// <summary>Beginning of the period, in seconds since the epoch.</summary>
    public required long Start { get; init; }

    /// <summary>Rows.</summary>
    public required long Rows { get; init; }
}

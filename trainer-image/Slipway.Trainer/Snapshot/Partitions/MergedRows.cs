using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Trainer.Snapshot.Checks;
using Slipway.Trainer.Snapshot.Checks.Expectations;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>What checks ask of rows, from the summaries of partitions added up one after the other.</summary>
/// <remarks>
/// Guarantees: counts, extremes, moments, slices and expectations are those of all rows. Caveats: quantiles and histograms come from a sample of the rows, numbers of
/// different values beyond <see cref="DistinctSketch.Size"/> are estimates, the most frequent values are known where no partition has more than
/// <see cref="PartColumn.MaxValues"/>, and ages are told by the hour, or by the day where a partition spans more than a week.
/// </remarks>
internal sealed class MergedRows(SnapshotSpec spec) : IKeptRows
{
    private const int MaxClasses = 20;
    private const int MaxFound = 100;

    private readonly List<MergedColumn> columns = [.. spec.Columns.Select(column => new MergedColumn(column))];
    private readonly SampleUnion sample = new();
    private readonly Dictionary<(string? Column, string? Value), SliceStatistics> slices = [];
    private readonly Dictionary<string, MissingTable> missing = new(StringComparer.Ordinal);
    private readonly Dictionary<(string? Column, string? Value, long Start), long> periods = [];
    private readonly Dictionary<string, BrokenRows> broken = new(StringComparer.Ordinal);
    private long rows;

    public void Add(PartSummary part)
    {
        rows += part.Rows.Kept;
        foreach (var (column, own) in columns.Zip(part.Columns)) column.Add(own);
        sample.Add(part.Sample);
        foreach (var slice in part.Slices) slices[(slice.Column, slice.Value)] = slices.TryGetValue((slice.Column, slice.Value), out var known) ? Sum(known, slice) : slice;
        foreach (var table in part.Missing) missing[table.By] = missing.TryGetValue(table.By, out var known) ? known.Plus(table) : table;
        foreach (var (column, cell) in part.Periods.SelectMany(each => each.Cells.Select(cell => (each.Column, cell))))
            periods[(column, cell.Value, cell.Start)] = periods.GetValueOrDefault((column, cell.Value, cell.Start)) + cell.Rows;
        foreach (var each in part.Broken) broken[each.Check] = broken.TryGetValue(each.Check, out var known) ? known.Plus(each) : each;
    }

    public IReadOnlyList<ColumnStatistics> Statistics() => rows == 0 ? [] : [.. columns.Select(column => column.ToStatistics(column.Column.Name == spec.Label?.Column, sample))];

    public IReadOnlyList<SliceStatistics> Slices(IReadOnlyList<SliceStatistics> previous)
    {
        List<SliceStatistics> found = [slices[(null, null)]];
        foreach (var slice in (spec.Slices ?? []).GroupBy(slice => slice.Column, StringComparer.Ordinal))
        {
            var declared = slice.SelectMany(each => each.Values ?? []).ToHashSet(StringComparer.Ordinal);
            var open = slice.Any(each => each.Values is not { Count: > 0 });
            var asked = open ? declared.Union(previous.Where(old => old.Column == slice.Key && old is { Value: not null, Rows: > 0 }).OrderByDescending(old => old.Rows).Take(MaxFound).Select(old => old.Value!)).ToHashSet(StringComparer.Ordinal) : declared;
            var present = slices.Values.Where(each => each.Column == slice.Key && each is { Value: not null, Rows: > 0 }).OrderByDescending(each => each.Rows).ThenBy(each => each.Value, StringComparer.Ordinal).ToList();
            found.AddRange(present.Where(each => asked.Contains(each.Value!)).Concat(open ? present.Where(each => !asked.Contains(each.Value!)).Take(MaxFound) : []));
            var all = slices[(null, null)];
            found.AddRange(asked.Except(present.Select(each => each.Value!)).Order(StringComparer.Ordinal).Select(value => new SliceStatistics
            {
                Column = slice.Key, Value = value, Rows = 0, Labelled = all.Labelled is null ? null : 0, Positive = all.Positive is null ? null : 0,
            }));
        }

        return found;
    }

    public MissingTable Missing(string by, IReadOnlyList<string>? values, IReadOnlyList<string> columns) => missing[by];

    public IReadOnlyList<long> Younger(IReadOnlyList<DateTimeOffset> moments)
    {
        var all = periods.Where(each => each.Key.Column is null).ToList();
        return [.. moments.Select(moment => all.Where(each => each.Key.Start > moment.ToUnixTimeSeconds()).Sum(each => each.Value)), all.Sum(each => each.Value)];
    }

    public IEnumerable<CoverageCell> Coverage(string column, IReadOnlyList<string> values, CoveragePeriod period) => periods
        .Where(each => each.Key.Column == column)
        .Select(each => new CoverageCell { Value = values.Contains(each.Key.Value) ? each.Key.Value : null, Start = Beginning(each.Key.Start, period), Rows = each.Value });

    public IReadOnlyList<Finding> Expectations(IReadOnlyList<SliceStatistics> slices)
    {
        var judge = new RowJudge(spec.Slices, slices);
        return [.. (spec.Checks ?? []).Where(check => broken.ContainsKey(check.Name)).SelectMany(check => judge.Judge(check, broken[check.Name], rows))];
    }

    private static long Beginning(long seconds, CoveragePeriod period)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        var start = period switch
        {
            CoveragePeriod.Hour => time,
            CoveragePeriod.Day => new DateTimeOffset(time.Date, TimeSpan.Zero),
            CoveragePeriod.Month => new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero),
            _ => new DateTimeOffset(time.Year, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        return start.ToUnixTimeSeconds();
    }

    private static SliceStatistics Sum(SliceStatistics left, SliceStatistics right) => left with
    {
        Rows = left.Rows + right.Rows, Labelled = left.Labelled + right.Labelled, Positive = left.Positive + right.Positive,
        Newest = left.Newest is null || right.Newest > left.Newest ? right.Newest : left.Newest,
        Classes = left.Classes is null && right.Classes is null ? null :
        [
            .. (left.Classes ?? []).Concat(right.Classes ?? []).GroupBy(each => each.Value, StringComparer.Ordinal).Select(same => new ValueCount { Value = same.Key, Count = same.Sum(each => each.Count) })
                .OrderByDescending(each => each.Count).ThenBy(each => each.Value, StringComparer.Ordinal).Take(MaxClasses),
        ],
    };
}

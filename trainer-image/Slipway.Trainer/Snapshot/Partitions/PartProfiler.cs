using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Checks;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>Counts the kept rows of one partition in forms that can be added up.</summary>
internal sealed class PartProfiler(SnapshotSpec spec, Connection connection, DateTimeOffset now)
{
    // More values of a slice than this are not told apart.
    private const int MaxSliceValues = 1000;

    // Rows over time are counted for as many values as a picture may come to show.
    private const int MaxPeriodValues = 100;
    private static readonly TimeSpan MostHours = TimeSpan.FromDays(8);

    private readonly ColumnProfiler profiler = new(connection, spec.Columns, spec.Label?.Column);

    public IReadOnlyList<PartColumn> Columns(CancellationToken cancellationToken) =>
    [
        .. profiler.Plain(cancellationToken).Select((statistics, index) => new PartColumn
        {
            Statistics = statistics with { Distinct = 0 },
            Distinct = statistics.Count == 0 ? DistinctSketch.None : DistinctSketch.Of(connection, statistics.Column, statistics.Distinct, cancellationToken),
            Values = statistics.Distinct <= 2 * PartColumn.MaxValues && profiler.Values(spec.Columns[index], PartColumn.MaxValues, cancellationToken) is { Distinct: <= PartColumn.MaxValues } found ? found.Top : null,
        }),
    ];

    public IReadOnlyList<SliceStatistics> Slices(CancellationToken cancellationToken) =>
        new SliceProfiler(connection, spec.Columns, spec.Label?.Column, spec.EventTime, now, MaxSliceValues).Run(spec.Slices ?? [], [], cancellationToken);

    /// <summary>Of every column that may be missing, as another partition may lack values that this one has.</summary>
    public IReadOnlyList<MissingTable> Missing(IReadOnlyList<SliceStatistics> slices, CancellationToken cancellationToken)
    {
        var nullable = spec.Columns.Where(column => column.Nullable).Select(column => column.Name).ToList();
        var tables = new List<MissingTable>();
        if (spec.Label is { } label) Count(label.Column, profiler.Values(spec.Columns.First(column => column.Name == label.Column), MissingnessProfiler.MaxLabels, cancellationToken).Top.Select(each => each.Value));
        foreach (var slice in slices.Where(each => each is { Column: not null, Value: not null }).GroupBy(each => each.Column!, StringComparer.Ordinal).Where(slice => slice.Key != spec.Label?.Column))
            Count(slice.Key, slice.Select(each => each.Value!));
        return tables;

        void Count(string by, IEnumerable<string> values)
        {
            var columns = nullable.Where(name => name != by).ToList();
            if (columns.Count > 0) tables.Add(MissingTable.Count(connection, by, [.. values], columns, cancellationToken));
        }
    }

    public IReadOnlyList<PartPeriods> Periods(IReadOnlyList<PartColumn> columns, IReadOnlyList<SliceStatistics> slices, CancellationToken cancellationToken)
    {
        if (spec.EventTime is not { } time || columns.FirstOrDefault(column => column.Statistics.Column == time)?.Statistics is not { Min: { } first, Max: { } last }) return [];
        var period = last - first <= MostHours.TotalSeconds ? CoveragePeriod.Hour : CoveragePeriod.Day;
        return
        [
            new PartPeriods { Cells = AllRows(time, period, cancellationToken) },
            .. slices.Where(each => each is { Column: not null, Value: not null, Rows: > 0 }).GroupBy(each => each.Column!, StringComparer.Ordinal).Select(slice => new PartPeriods
            {
                Column = slice.Key,
                Cells = [.. CoverageCounter.Count(connection, time, slice.Key, [.. slice.OrderByDescending(each => each.Rows).Take(MaxPeriodValues).Select(each => each.Value!)], period, cancellationToken)],
            }),
        ];
    }

    /// <summary>Columns that are numbers or times, with their SQL.</summary>
    public IReadOnlyList<(string Name, string Sql)> Numbers() =>
        [.. spec.Columns.Select(column => (column.Name, Sql: ColumnProfiler.Number(column))).Where(each => each.Sql is not null).Select(each => (each.Name, each.Sql!))];

    private IReadOnlyList<CoverageCell> AllRows(string time, CoveragePeriod period, CancellationToken cancellationToken)
    {
        using var result = connection.Query(
            $"SELECT epoch(date_trunc('{period.ToString().ToLowerInvariant()}', {SqlText.Identifier(time)})) AS s, count(*) FROM kept WHERE s IS NOT NULL GROUP BY 1 ORDER BY 1", cancellationToken);
        return [.. result.ReadRows().Select(row => new CoverageCell { Start = Convert.ToInt64(row[0], CultureInfo.InvariantCulture), Rows = (long)row[1]! })];
    }
}

using Slipway.Contracts.Features;
using Slipway.DuckDb;
using Slipway.Features;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Backfill;

/// <summary>Counts in how many rows each feature has a value, since when, and in which periods.</summary>
internal sealed class BackfilledFeatures(TrainingData data, FittedFeatures features)
{
    private const int MostDays = 100;

    // A feature may have several columns, such as one for each category; one value is enough.
    private readonly List<(string Feature, List<string> Columns)> columns =
    [
        .. features.OutputColumns.Zip(features.FeatureOfColumn).GroupBy(each => each.Second, StringComparer.Ordinal).Select(group => (group.Key, group.Select(each => SqlText.Identifier(each.First)).ToList())),
    ];

    internal (IReadOnlyList<BackfilledFeature> Features, IReadOnlyList<CoveredPeriod> Periods) Run(CancellationToken cancellationToken)
    {
        var items = columns.Select(each => $"count(*) FILTER (WHERE {Present(each.Columns)}), min({BackfillRun.Moment}) FILTER (WHERE {Present(each.Columns)}), {Statistics(each.Columns)}");
        var row = Query($"SELECT count(*), date_diff('day', min({BackfillRun.Moment}), max({BackfillRun.Moment})), {string.Join(", ", items)} FROM {BackfillRun.Table}", cancellationToken)[0];
        var rows = (long)row[0]!;
        var order = columns.Index().Select(each => (each.Index, Coverage: Coverage(each.Item.Feature, rows, row.AsSpan(2 + (5 * each.Index), 5))))
            .OrderBy(each => each.Coverage.CoveragePercent).ThenBy(each => each.Coverage.Feature, StringComparer.Ordinal).ToList();
        var counts = order.Select(each => $"count(*) FILTER (WHERE {Present(columns[each.Index].Columns)})");
        var period = (long)row[1]! <= MostDays ? "day" : "month";
        var periods = Query($"SELECT date_trunc('{period}', {BackfillRun.Moment}), count(*), {string.Join(", ", counts)} FROM {BackfillRun.Table} GROUP BY 1 ORDER BY 1", cancellationToken);
        return ([.. order.Select(each => each.Coverage)], [.. periods.Select(part => new CoveredPeriod(Time(part[0])!.Value, (long)part[1]!, [.. part.Skip(2).Select(count => (long)count!)]))]);
    }

    private static BackfilledFeature Coverage(string feature, long rows, ReadOnlySpan<object?> values) =>
        new(feature, (long)values[0]!, Math.Round(100.0 * (long)values[0]! / rows, 3), Time(values[1])) { Min = Number(values[2]), Max = Number(values[3]), Mean = Number(values[4]) };

    private static string Present(List<string> names) => $"({string.Join(" OR ", names.Select(name => $"({name} IS NOT NULL AND NOT isnan({name}))"))})";

    private static string Statistics(List<string> names)
    {
        if (names.Count > 1) return "NULL, NULL, NULL";
        var value = $"CAST({names[0]} AS DOUBLE)";
        return string.Join(", ", new[] { "min", "max", "avg" }.Select(function => $"{function}({value}) FILTER (WHERE isfinite({value}))"));
    }

    private IReadOnlyList<object?[]> Query(string sql, CancellationToken cancellationToken) => data.Run(() =>
    {
        using var result = data.Connection.Query(sql, cancellationToken);
        return result.ReadRows();
    });

    private static double? Number(object? value) => value is double number && double.IsFinite(number) ? number : null;

    private static DateTimeOffset? Time(object? value) => value switch
    {
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        DateOnly day => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
        _ => null,
    };
}

using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Counts rows, labels and the newest event of all rows and of each declared slice; where no values are declared, of the most frequent ones.</summary>
internal sealed class SliceProfiler(Connection connection, IReadOnlyList<Column> columns, string? label, string? eventTime, DateTimeOffset now, int maxFound = 100)
{
    private readonly LabelClasses classes = new(connection, columns.FirstOrDefault(column => column.Name == label));

    /// <param name="slices">What is declared.</param>
    /// <param name="previous">Slices of an earlier version: their values are counted too, so that one which went away is seen as zero.</param>
    /// <param name="cancellationToken">Stops the count.</param>
    public IReadOnlyList<SliceStatistics> Run(IReadOnlyList<Slice> slices, IReadOnlyList<SliceStatistics> previous, CancellationToken cancellationToken)
    {
        using var all = connection.Query($"SELECT count(*), {Measures()} FROM kept", cancellationToken);
        List<SliceStatistics> statistics = [Statistics(null, null, all.ReadRows()[0], 0) with { Classes = classes.OfAllRows(cancellationToken) }];
        foreach (var slice in slices.GroupBy(slice => slice.Column, StringComparer.Ordinal))
        {
            var asked = slice.SelectMany(each => each.Values ?? []).ToHashSet(StringComparer.Ordinal);
            var open = slice.Any(each => each.Values is not { Count: > 0 });
            if (open) asked.UnionWith(previous.Where(old => old.Column == slice.Key && old is { Value: not null, Rows: > 0 }).OrderByDescending(old => old.Rows).Take(maxFound).Select(old => old.Value!));
            statistics.AddRange(Count(slice.Key, asked, open ? maxFound : 0, cancellationToken));
        }

        return statistics;
    }

    private IEnumerable<SliceStatistics> Count(string name, HashSet<string> asked, int others, CancellationToken cancellationToken)
    {
        var column = SqlText.Identifier(name);
        var first = $"list_contains({SqlText.List(asked)}::VARCHAR[], v)";
        using var result = connection.Query(
            string.Create(CultureInfo.InvariantCulture, $"""
            SELECT * FROM (SELECT CAST({column} AS VARCHAR) AS v, count(*) AS n, {Measures()} FROM kept WHERE {column} IS NOT NULL GROUP BY 1)
            {(others == 0 ? "WHERE " + first : "")} ORDER BY {first} DESC, n DESC, v LIMIT {asked.Count + others}
            """), cancellationToken);
        var found = result.ReadRows();
        var byValue = classes.OfSlices(name, [.. found.Select(row => (string)row[0]!)], cancellationToken);
        foreach (var row in found) yield return Statistics(name, (string)row[0]!, row, 1) with { Classes = byValue?.GetValueOrDefault((string)row[0]!) };
        foreach (var value in asked.Except(found.Select(row => (string)row[0]!)).Order(StringComparer.Ordinal))
            yield return new SliceStatistics { Column = name, Value = value, Rows = 0, Labelled = classes.HasLabel ? 0 : null, Positive = classes.HasRate ? 0 : null };
    }

    private SliceStatistics Statistics(string? column, string? value, object?[] row, int at) => new()
    {
        Column = column,
        Value = value,
        Rows = (long)row[at]!,
        Labelled = classes.HasLabel ? (long)row[at + 1]! : null,
        Positive = classes.HasRate ? (long)row[at + 2]! : null,
        Newest = row[at + 3] is DateTime newest ? new DateTimeOffset(DateTime.SpecifyKind(newest, DateTimeKind.Utc)) : null,
    };

    private string Measures() => $"{classes.Counts}, {(eventTime is null ? "NULL" : PastEvents.Newest(eventTime, now))} AS newest";
}

using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Counts rows and labels of all rows and of each declared slice; where no values are declared, of the most frequent ones.</summary>
internal sealed class SliceProfiler(Connection connection, IReadOnlyList<Column> columns, string? label)
{
    private const int MaxFound = 100;

    /// <param name="slices">What is declared.</param>
    /// <param name="previous">Slices of an earlier version: their values are counted too, so that one which went away is seen as zero.</param>
    /// <param name="cancellationToken">Stops the count.</param>
    public IReadOnlyList<SliceStatistics> Run(IReadOnlyList<Slice> slices, IReadOnlyList<SliceStatistics> previous, CancellationToken cancellationToken)
    {
        using var all = connection.Query($"SELECT count(*), {Labels()} FROM kept", cancellationToken);
        List<SliceStatistics> statistics = [Statistics(null, null, all.ReadRows()[0], 0)];
        foreach (var slice in slices.GroupBy(slice => slice.Column, StringComparer.Ordinal))
        {
            var asked = slice.SelectMany(each => each.Values ?? []).ToHashSet(StringComparer.Ordinal);
            var open = slice.Any(each => each.Values is not { Count: > 0 });
            if (open) asked.UnionWith(previous.Where(old => old.Column == slice.Key && old is { Value: not null, Rows: > 0 }).OrderByDescending(old => old.Rows).Take(MaxFound).Select(old => old.Value!));
            statistics.AddRange(Count(slice.Key, asked, open ? MaxFound : 0, cancellationToken));
        }

        return statistics;
    }

    private IEnumerable<SliceStatistics> Count(string name, HashSet<string> asked, int others, CancellationToken cancellationToken)
    {
        var column = SqlText.Identifier(name);
        var first = $"list_contains({SqlText.List(asked)}::VARCHAR[], v)";
        using var result = connection.Query(
            string.Create(CultureInfo.InvariantCulture, $"""
            SELECT * FROM (SELECT CAST({column} AS VARCHAR) AS v, count(*) AS n, {Labels()} FROM kept WHERE {column} IS NOT NULL GROUP BY 1)
            {(others == 0 ? "WHERE " + first : "")} ORDER BY {first} DESC, n DESC, v LIMIT {asked.Count + others}
            """), cancellationToken);
        var found = result.ReadRows();
        foreach (var row in found) yield return Statistics(name, (string)row[0]!, row, 1);
        foreach (var value in asked.Except(found.Select(row => (string)row[0]!)).Order(StringComparer.Ordinal))
            yield return new SliceStatistics { Column = name, Value = value, Rows = 0, Labelled = HasRate ? 0 : null, Positive = HasRate ? 0 : null };
    }

    private SliceStatistics Statistics(string? column, string? value, object?[] row, int at) => new()
    {
        Column = column, Value = value, Rows = (long)row[at]!, Labelled = HasRate ? (long)row[at + 1]! : null, Positive = HasRate ? (long)row[at + 2]! : null,
    };

    private ColumnType? LabelType => columns.FirstOrDefault(column => column.Name == label)?.Type;

    private bool HasRate => LabelType is ColumnType.Boolean or ColumnType.Int64 or ColumnType.Float64;

    private string Labels()
    {
        if (!HasRate) return "NULL, NULL";
        var name = SqlText.Identifier(label!);
        return $"count({name}), count(*) FILTER (WHERE {(LabelType == ColumnType.Boolean ? name : $"{name} <> 0")})";
    }
}

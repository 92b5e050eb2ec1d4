using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Labels;

/// <summary>Who or what gave the labels, at which rates, and how the sources agree where two of them labelled the same key.</summary>
internal sealed class LabelSources(Connection connection, SnapshotSpec spec)
{
    private const int MostSources = 20;
    private const int MostClasses = 20;

    private string Source => $"CAST({SqlText.Identifier(spec.Label!.SourceColumn!)} AS VARCHAR)";

    private string Label => SqlText.Identifier(spec.Label!.Column);

    /// <summary>Pairs of sources, over all sound rows: of those with one key a version keeps one alone.</summary>
    public IReadOnlyList<LabelAgreement> Agreement(CancellationToken cancellationToken)
    {
        if (spec is not { Label.SourceColumn: not null, Key.Count: > 0 } || Type() is not { } type) return [];
        var key = string.Join(", ", spec.Key!.Select(SqlText.Identifier));
        // A source that labelled a key twice counts once, with the row that a version would keep.
        var newest = spec.EventTime is { } time ? $"{SqlText.Identifier(time)} DESC NULLS LAST, " : "";
        connection.Execute(
            $"""
            CREATE TEMP TABLE judged AS SELECT {key}, {Source} AS source, CAST({Label} AS VARCHAR) AS label FROM staged
            WHERE {Label} IS NOT NULL AND {Source} IN (SELECT {Source} FROM staged GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {MostSources})
            QUALIFY row_number() OVER (PARTITION BY {key}, {Source} ORDER BY {newest}{EngineColumns.Hash}) = 1
            """, cancellationToken);
        using var result = connection.Query(
            $"""
            SELECT a.source, b.source, a.label, b.label, count(*) FROM judged a JOIN judged b USING ({key}) WHERE a.source < b.source GROUP BY ALL ORDER BY ALL
            """, cancellationToken);
        var cells = result.ReadRows();
        connection.Execute("DROP TABLE judged", cancellationToken);
        return [.. cells.GroupBy(cell => ((string)cell[0]!, (string)cell[1]!)).Select(pair => CohensKappa.Of(
            pair.Key.Item1, pair.Key.Item2, [.. pair.Select(cell => ((string)cell[2]!, (string)cell[3]!, (long)cell[4]!))], isClass: type != ColumnType.Float64 && spec.Label.Type != LabelType.Numeric))];
    }

    /// <summary>Rows and rates of each source, of the kept rows.</summary>
    public IReadOnlyList<LabelSource> Rates(CancellationToken cancellationToken)
    {
        if (spec.Label?.SourceColumn is null || Type() is not { } type) return [];
        var mean = type is ColumnType.Int64 or ColumnType.Float64 ? $"avg({Label})" : "NULL";
        using var result = connection.Query(
            $"SELECT {Source}, count(*), count({Label}), {mean} FROM kept GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MostSources}", cancellationToken);
        var sources = result.ReadRows();
        var classes = type == ColumnType.Float64 ? null : Classes(cancellationToken);
        return
        [
            .. sources.Select(row => new LabelSource(row[0] as string, (long)row[1]!, (long)row[2]!)
            {
                Classes = classes?.GetValueOrDefault(row[0] as string ?? ""), Mean = row[3] is double value ? Math.Round(value, 6) : null,
            }),
        ];
    }

    private Dictionary<string, IReadOnlyList<ValueCount>> Classes(CancellationToken cancellationToken)
    {
        using var result = connection.Query(
            string.Create(CultureInfo.InvariantCulture, $"""
            SELECT * FROM (SELECT coalesce({Source}, '') AS s, CAST({Label} AS VARCHAR) AS c, count(*) AS n FROM kept WHERE {Label} IS NOT NULL GROUP BY 1, 2)
            QUALIFY row_number() OVER (PARTITION BY s ORDER BY n DESC, c) <= {MostClasses} ORDER BY s, n DESC, c
            """), cancellationToken);
        return result.ReadRows().GroupBy(row => (string)row[0]!, StringComparer.Ordinal).ToDictionary(
            group => group.Key, group => (IReadOnlyList<ValueCount>)[.. group.Select(row => new ValueCount { Value = (string)row[1]!, Count = (long)row[2]! })], StringComparer.Ordinal);
    }

    private ColumnType? Type() => spec.Columns.FirstOrDefault(column => column.Name == spec.Label!.Column)?.Type;
}

using System.Globalization;
using Slipway.DuckDb;
using Slipway.Trainer.Training.Data;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Evaluation.SliceFinding;

/// <summary>Divides a column of a table into parts: a number into ranges of equally many rows, anything else by value.</summary>
internal static class ColumnCoding
{
    private const int MostValues = 20;

    /// <summary>The parts, and the SQL of a row's part.</summary>
    internal static (IReadOnlyList<ColumnPart> Parts, string Sql) Of(TrainingData data, string source, Column column, int bins, CancellationToken cancellationToken)
    {
        var parts = IsNumber(column) && Distinct(data, source, column, bins, cancellationToken) > bins ? Ranges(data, source, column, bins, cancellationToken) : Values(data, source, column, cancellationToken);
        var sql = string.Concat(parts.Select((part, index) => string.Create(CultureInfo.InvariantCulture, $" WHEN {part.Condition} THEN {index}")));
        return (parts, $"CAST(CASE{sql} ELSE {CodedColumn.None} END AS DOUBLE)");
    }

    private static long Distinct(TrainingData data, string source, Column column, int bins, CancellationToken cancellationToken) =>
        data.Run(() => data.Connection.Scalar<long>($"SELECT count(*) FROM (SELECT DISTINCT {SqlText.Identifier(column.Name)} FROM {source} LIMIT {bins + 2})", cancellationToken));

    private static List<ColumnPart> Ranges(TrainingData data, string source, Column column, int bins, CancellationToken cancellationToken)
    {
        var name = SqlText.Identifier(column.Name);
        var shares = string.Join(", ", Enumerable.Range(0, bins + 1).Select(bin => ((double)bin / bins).ToString("R", CultureInfo.InvariantCulture)));
        var edges = Query(data, $"SELECT DISTINCT unnest(quantile_disc(CAST({name} AS DOUBLE), [{shares}])) AS edge FROM {source} WHERE isfinite(CAST({name} AS DOUBLE)) ORDER BY 1", cancellationToken).Select(row => (double)row[0]!).ToList();
        // The engine's comparison puts what is no number above all others.
        var parts = new List<ColumnPart> { Missing(column) };
        for (var at = 0; at + 1 < edges.Count; at++)
        {
            var last = at + 2 == edges.Count;
            parts.Add(new ColumnPart($"{Written(edges[at])} to {Written(edges[at + 1])}", $"({name} >= {Exact(edges[at])} AND {name} {(last ? "<=" : "<")} {Exact(edges[at + 1])})"));
        }

        return parts;
    }

    private static List<ColumnPart> Values(TrainingData data, string source, Column column, CancellationToken cancellationToken)
    {
        var text = $"CAST({SqlText.Identifier(column.Name)} AS VARCHAR)";
        var values = Query(data, $"SELECT {text} AS v FROM {source} WHERE v NOT IN ('', 'nan') GROUP BY 1 ORDER BY count(*) DESC, v LIMIT {MostValues}", cancellationToken).Select(row => (string)row[0]!);
        return [Missing(column), .. values.Select(value => new ColumnPart(value, $"({text} = {SqlText.Literal(value)})"))];
    }

    private static ColumnPart Missing(Column column)
    {
        var name = SqlText.Identifier(column.Name);
        return new ColumnPart(SliceMembers.Missing, column.Type switch
        {
            ColumnType.String => $"(coalesce({name}, '') = '')",
            ColumnType.Float64 => $"({name} IS NULL OR isnan({name}))",
            _ => $"({name} IS NULL)",
        });
    }

    private static bool IsNumber(Column column) => column.Type is ColumnType.Float64 or ColumnType.Int64;

    private static string Exact(double value) => $"CAST('{value.ToString("R", CultureInfo.InvariantCulture)}' AS DOUBLE)";

    private static string Written(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static IReadOnlyList<IReadOnlyList<object?>> Query(TrainingData data, string sql, CancellationToken cancellationToken) => data.Run(() =>
    {
        using var result = data.Connection.Query(sql, cancellationToken);
        return result.ReadRows();
    });
}

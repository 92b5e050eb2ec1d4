using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Checks.Expectations;

/// <summary>A few rows that break an expectation, for a person who looks for the cause. The same rows give the same examples.</summary>
internal static class ExampleRows
{
    public const int Count = 5;
    private const int ValueLength = 100;
    private const string Hidden = "***";

    public static IReadOnlyList<IReadOnlyDictionary<string, string?>>? Of(Connection connection, RowExpectation expectation, string where, CancellationToken cancellationToken)
    {
        if (expectation.Columns.Count == 0) return null;
        var values = string.Join(", ", expectation.Columns.Select(Shown));
        using var result = connection.Query($"SELECT {values} FROM ({expectation.Broken}) WHERE {where} ORDER BY {EngineColumns.Hash} LIMIT {Count}", cancellationToken);
        return
        [
            .. result.ReadRows().Select(row => expectation.Columns.Index().ToDictionary(column => column.Item.Name, column => row[column.Index] as string)),
        ];
    }

    /// <summary>Examples as words: <c>id=7, price=-1; id=9, price=-2</c>.</summary>
    public static string Text(IReadOnlyList<IReadOnlyDictionary<string, string?>> examples, int count) =>
        string.Join("; ", examples.Take(count).Select(row => string.Join(", ", row.Select(value => $"{value.Key}={value.Value ?? "(missing)"}"))));

    private static string Shown(Column column)
    {
        var name = SqlText.Identifier(column.Name);
        return column.Sensitivity == Sensitivity.Personal ? $"CASE WHEN {name} IS NOT NULL THEN '{Hidden}' END" : $"left(CAST({name} AS VARCHAR), {ValueLength})";
    }
}

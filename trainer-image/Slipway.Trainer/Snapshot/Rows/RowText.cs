using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Rows;

/// <summary>The canonical text of a row or of a part of it, which digests and splits are computed from; see docs/decisions/dataset-digest.md.</summary>
internal static class RowText
{
    /// <summary>SQL of the text: the values in order with a bar after each; text is preceded by its length in bytes, a missing value is empty.</summary>
    public static string Of(IEnumerable<Column> columns) =>
        "concat(" + string.Join(", '|', ", columns.Select(Value)) + ", '|')";

    private static string Value(Column column)
    {
        var name = SqlText.Identifier(column.Name);
        // NULL in the middle of concat counts as nothing, and a length of NULL is NULL; a text that is present always has a length before it.
        return column.Type == ColumnType.String ? $"strlen({name}) || ':', {name}" : $"CAST({name} AS VARCHAR)";
    }
}

using Slipway.Contracts.Data;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Rows;

/// <summary>The canonical text of a row or of a part of it, which digests and splits are computed from; see docs/decisions/dataset-digest.md.</summary>
internal static class RowText
{
    /// <summary>SQL of the text: the values in order with a bar after each; text is preceded by its length in bytes, a missing value is empty.</summary>
    public static string Of(IEnumerable<Column> columns) => $"concat({Parts(columns)})";

    /// <summary>The same as arguments of <c>concat</c>, to be put behind others.</summary>
    public static string Parts(IEnumerable<Column> columns) => string.Join(", '|', ", columns.Select(Value)) + ", '|'";

    private static string Value(Column column)
    {
        var name = SqlText.Identifier(column.Name);
        if (column.Type != ColumnType.String) return $"CAST({name} AS VARCHAR)";
        // NULL in the middle of concat counts as nothing, and a length of NULL is NULL; a text that is present always has a length before it. Where
        // none is missing in rows that are kept, the shorter way is a tenth of all that reading takes.
        return column.Nullable ? $"strlen({name}) || ':', {name}" : $"strlen({name}), ':', {name}";
    }
}

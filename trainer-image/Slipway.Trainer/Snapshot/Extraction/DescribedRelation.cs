using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>A relation whose column types the engine knows.</summary>
internal static class DescribedRelation
{
    public static RawRelation Of(Connection connection, string from, IReadOnlyList<Column> schema, WarningList warnings, IReadOnlyList<string> ownColumns)
    {
        using var result = connection.Query($"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {from})");
        var types = result.ReadRows().ToDictionary(row => (string)row[0]!, row => (string)row[1]!, StringComparer.Ordinal);

        var missing = schema.Where(column => !types.ContainsKey(column.Name)).Select(column => $"'{column.Name}'").ToList();
        if (missing.Count > 0)
        {
            throw StepException.Refused("ColumnMissing",
                $"The source lacks {string.Join(", ", missing)}; it has {string.Join(", ", types.Keys.Except(ownColumns))}.",
                "Correct the source or spec.schema.columns.");
        }

        var extra = types.Keys.Except(ownColumns).Except(schema.Select(column => column.Name)).Select(name => $"'{name}'").ToList();
        if (extra.Count > 0) warnings.Add("schema", $"The source has {string.Join(", ", extra)}, which the schema does not declare; ignored.");

        var columns = schema.ToDictionary(column => column.Name, column => new RawColumn(
            types[column.Name] == "VARCHAR" ? $"nullif({SqlText.Identifier(column.Name)}, '')" : SqlText.Identifier(column.Name), types[column.Name]));
        return new RawRelation(from, columns);
    }
}

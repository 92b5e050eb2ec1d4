using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Labels;

/// <summary>The columns that labelling functions need: that of the label, where it is not declared, and that of its certainty.</summary>
internal static class LabelColumns
{
    /// <returns>The specification with the columns.</returns>
    public static SnapshotSpec Add(Connection connection, SnapshotSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Label is not { Functions: { Count: > 0 } functions } label) return spec;
        List<Column> added = [new Column { Name = LabelRules.Confidence(label), Type = ColumnType.Float64, Nullable = true, Description = "Certainty of the label, 1 where it was known." }];
        if (spec.Columns.All(column => column.Name != label.Column))
            added.Insert(0, new Column { Name = label.Column, Type = TypeOf(functions), Nullable = true, Description = "Label given by functions." });
        foreach (var column in added) connection.Execute($"ALTER TABLE staged ADD COLUMN {SqlText.Identifier(column.Name)} {SqlType(column.Type)}", cancellationToken);
        return spec with { Columns = [.. spec.Columns, .. added] };
    }

    /// <summary>The engine's type of a label.</summary>
    public static string SqlType(ColumnType type) => type switch
    {
        ColumnType.Boolean => "BOOLEAN",
        ColumnType.Int64 => "BIGINT",
        ColumnType.Float64 => "DOUBLE",
        ColumnType.Timestamp => "TIMESTAMP",
        ColumnType.Date => "DATE",
        _ => "VARCHAR",
    };

    private static ColumnType TypeOf(IReadOnlyList<LabelFunction> functions)
    {
        if (functions.All(function => function.Value is "true" or "false")) return ColumnType.Boolean;
        return functions.All(function => long.TryParse(function.Value, System.Globalization.CultureInfo.InvariantCulture, out _)) ? ColumnType.Int64 : ColumnType.String;
    }
}

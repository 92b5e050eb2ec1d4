using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Rows;

/// <summary>Draws the sample that a dataset asks for, after duplicates are gone and before rows are divided into splits.</summary>
internal static class Sampling
{
    private const int MostClasses = 1000;

    /// <summary>Deletes the rows that are not drawn.</summary>
    /// <returns>Rows left out, and the specification with the column of importance weights.</returns>
    public static (long LeftOut, SnapshotSpec Spec) Run(Connection connection, SnapshotSpec spec, WarningList warnings, CancellationToken cancellationToken)
    {
        if (spec.Sampling is not { } policy) return (0, spec);
        var before = Classes(connection, spec, cancellationToken);
        var rows = connection.Scalar<long>("SELECT count(*) FROM staged", cancellationToken);
        connection.Execute($"CREATE TEMP TABLE sampled AS {SampleRule.Write(policy, spec.Columns, spec.EventTime, rows)}", cancellationToken);
        if (policy.ImportanceWeight is { } weight)
        {
            var name = SqlText.Identifier(weight);
            connection.Execute($"ALTER TABLE staged ADD COLUMN {name} DOUBLE", cancellationToken);
            connection.Execute($"UPDATE staged SET {name} = 1 / probability FROM sampled WHERE staged.rowid = sampled.id", cancellationToken);
            spec = spec with { Columns = [.. spec.Columns, new Column { Name = weight, Type = ColumnType.Float64, Description = "Importance weight: one over the probability with which the row was drawn." }] };
        }

        var leftOut = connection.Execute("DELETE FROM staged WHERE rowid NOT IN (SELECT id FROM sampled)", cancellationToken);
        connection.Execute("DROP TABLE sampled", cancellationToken);
        if (leftOut == rows) throw StepException.Refused("SampleEmpty", $"None of {rows} rows was drawn.", "Raise sampling.percent or rows, or correct the weights: rows of weight 0 are never drawn.");
        WarnOfVanished(before, Classes(connection, spec, cancellationToken), spec, warnings);
        return (leftOut, spec);
    }

    private static void WarnOfVanished(Dictionary<string, long> before, Dictionary<string, long> after, SnapshotSpec spec, WarningList warnings)
    {
        var vanished = before.Where(each => !after.ContainsKey(each.Key)).OrderByDescending(each => each.Value).ToList();
        if (vanished.Count == 0) return;
        var named = string.Join(", ", vanished.Take(5).Select(each => $"'{each.Key}' ({each.Value} rows)"));
        warnings.Add("sampling", $"{vanished.Count} of {before.Count} classes of label '{spec.Label!.Column}' have no row in the sample: {named}. Keep more rows, or use method Stratified by the label.");
    }

    private static Dictionary<string, long> Classes(Connection connection, SnapshotSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Label is not { } label || spec.Columns.First(column => column.Name == label.Column).Type is not (ColumnType.Boolean or ColumnType.String)) return [];
        var name = SqlText.Identifier(label.Column);
        using var result = connection.Query($"SELECT CAST({name} AS VARCHAR), count(*) FROM staged WHERE {name} IS NOT NULL GROUP BY 1 LIMIT {MostClasses + 1}", cancellationToken);
        var rows = result.ReadRows();
        return rows.Count > MostClasses ? [] : rows.ToDictionary(row => (string)row[0]!, row => (long)row[1]!);
    }
}

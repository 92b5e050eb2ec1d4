using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Training.Data;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Training.Export;

/// <summary>
/// The rows that the exported graph is compared with the learner on: real rows of all splits, and rows made to find differences: every input missing,
/// each input missing, categories never seen, extreme numbers.
/// </summary>
internal static class ParityTable
{
    internal const string Name = "parity_rows";
    internal const int WantedRows = 10_000;
    private const int MostRealRows = 20_000;
    private const int ChangedRows = 200;
    private const string Unseen = "\u0001 never seen before";

    internal static void Create(TrainingData data, IReadOnlyList<Column> inputs, CancellationToken cancellationToken)
    {
        // Test first, so that a small limit still covers what evaluation reads.
        var real = string.Join(" UNION ALL ", new[] { Split.Test, Split.Validation, Split.Train }.Where(data.Has).Select(split => $"SELECT {Columns(inputs)} FROM {TrainingData.Table(split)}"));
        data.Run(() =>
        {
            data.Connection.Execute($"CREATE OR REPLACE TEMP TABLE {Name} AS SELECT * FROM ({real}) LIMIT {MostRealRows}", cancellationToken);
            data.Connection.Execute($"CREATE OR REPLACE TEMP TABLE parity_sample AS SELECT * FROM {Name} LIMIT {ChangedRows}", cancellationToken);
            foreach (var changed in Changes(inputs)) data.Connection.Execute($"INSERT INTO {Name} {changed}", cancellationToken);
            return data.Connection.Execute("DROP TABLE parity_sample", cancellationToken);
        });
    }

    private static IEnumerable<string> Changes(IReadOnlyList<Column> inputs)
    {
        yield return $"SELECT {string.Join(", ", inputs.Select(input => Missing(input)))}";
        var texts = inputs.Where(input => input.Type == ColumnType.String).ToArray();
        if (texts.Length > 0) yield return Changed(texts.Select(input => (input, SqlText.Literal(Unseen))));
        foreach (var input in inputs)
        {
            yield return Changed([(input, Missing(input))]);
            if (input.Type == ColumnType.String) yield return Changed([(input, SqlText.Literal(Unseen))]);
            if (input.Type is not (ColumnType.Float64 or ColumnType.Int64)) continue;
            foreach (var extreme in input.Type == ColumnType.Float64 ? ["0", "-1e30", "1e30", "1e-30"] : new[] { "0", "-1000000000000", "1000000000000" })
                yield return Changed([(input, $"CAST('{extreme}' AS {SqlType(input.Type)})")]);
        }
    }

    private static string Changed(IEnumerable<(Column Input, string Value)> replacements) =>
        $"SELECT * REPLACE ({string.Join(", ", replacements.Select(change => $"{change.Value} AS {SqlText.Identifier(change.Input.Name)}"))}) FROM parity_sample";

    private static string Columns(IReadOnlyList<Column> inputs) =>
        string.Join(", ", inputs.Select(input => $"CAST({SqlText.Identifier(input.Name)} AS {SqlType(input.Type)}) AS {SqlText.Identifier(input.Name)}"));

    private static string Missing(Column input) => $"CAST(NULL AS {SqlType(input.Type)})";

    /// <summary>Type of the engine for a column.</summary>
    internal static string SqlType(ColumnType type) => type switch
    {
        ColumnType.String => "VARCHAR",
        ColumnType.Int64 => "BIGINT",
        ColumnType.Float64 => "DOUBLE",
        ColumnType.Boolean => "BOOLEAN",
        ColumnType.Timestamp => "TIMESTAMP",
        _ => "DATE",
    };
}

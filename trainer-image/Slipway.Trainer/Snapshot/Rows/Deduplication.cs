using Slipway.Contracts.Steps;
using Slipway.DuckDb;

namespace Slipway.Trainer.Snapshot.Rows;

/// <summary>Keeps one row of each key: the newest by event time, then the one with the smallest hash, whatever order the rows came in.</summary>
internal static class Deduplication
{
    /// <returns>Rows dropped.</returns>
    public static long Run(Connection connection, SnapshotSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Key is not { Count: > 0 } key) return 0;
        var columns = string.Join(", ", key.Select(SqlText.Identifier));
        var newest = spec.EventTime is { } time ? $"{SqlText.Identifier(time)} DESC NULLS LAST, " : "";

        // Only rows of repeated keys are ranked: ranking all would sort the whole data set.
        connection.Execute($"CREATE TEMP TABLE repeated AS SELECT {columns} FROM staged GROUP BY {columns} HAVING count(*) > 1", cancellationToken);
        if (connection.Scalar<long>("SELECT count(*) FROM repeated", cancellationToken) == 0) return 0;
        return connection.Execute(
            $"""
            DELETE FROM staged WHERE rowid IN (
              SELECT id FROM (
                SELECT staged.rowid AS id, row_number() OVER (PARTITION BY {columns} ORDER BY {newest}{EngineColumns.Hash}, staged.rowid) AS place
                FROM staged SEMI JOIN repeated USING ({columns}))
              WHERE place > 1)
            """, cancellationToken);
    }
}

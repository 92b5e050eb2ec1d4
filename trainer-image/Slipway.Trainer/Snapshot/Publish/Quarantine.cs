using Slipway.DuckDb;
using Slipway.Storage;

namespace Slipway.Trainer.Snapshot.Publish;

/// <summary>Writes the rejected rows where their owner finds them.</summary>
internal sealed class Quarantine(Connection connection, IObjectStore store, string scratchFolder)
{
    public const string FileName = "quarantine.parquet";

    /// <summary>Writes <c>file, line, column, reason, raw, rows</c> under a prefix, by file and line.</summary>
    public async Task<ObjectUri> PublishAsync(ObjectUri prefix, CancellationToken cancellationToken)
    {
        var path = Path.Combine(scratchFolder, FileName);
        // SQL sources have no files, hence no table of their names.
        var named = connection.Scalar<long>("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'source_files'", cancellationToken) > 0;
        var rows = named
            ? "SELECT coalesce(uri, file) AS file, line, \"column\", reason, raw, \"rows\" FROM quarantine LEFT JOIN source_files ON path = file"
            : "SELECT file, line, \"column\", reason, raw, \"rows\" FROM quarantine";
        connection.Execute($"COPY ({rows} ORDER BY ALL) TO {SqlText.Literal(path)} (FORMAT parquet, COMPRESSION zstd)", cancellationToken);
        var uri = prefix.Append(FileName);
        await store.PutFileAsync(uri, path, cancellationToken);
        return uri;
    }
}

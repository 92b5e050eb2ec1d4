using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Sources;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>Parquet files; columns are matched by name in each.</summary>
internal static class ParquetSource
{
    /// <summary>Columns that the engine adds.</summary>
    public static readonly string[] OwnColumns = ["slipway:filename", "file_row_number"];

    /// <summary>What stands behind FROM.</summary>
    public static string From(IReadOnlyList<LocalFile> files)
    {
        var partitioned = files.Any(file => file.File.PartitionColumns.Count > 0);
        return
            $"read_parquet({SqlText.List(files.Select(file => file.LocalPath))}, union_by_name = true, binary_as_string = true, file_row_number = true, " +
            $"filename = 'slipway:filename', hive_partitioning = {(partitioned ? "true" : "false")}, hive_types_autocast = false)";
    }

    public static RawRelation Relation(Connection connection, IReadOnlyList<Column> schema, IReadOnlyList<LocalFile> files, WarningList warnings) =>
        DescribedRelation.Of(connection, From(files), schema, warnings, OwnColumns) with
        {
            File = "\"slipway:filename\"",
            Line = "file_row_number + 1",
        };
}

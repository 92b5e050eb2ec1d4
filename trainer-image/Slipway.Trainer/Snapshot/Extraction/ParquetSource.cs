using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Sources;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>Parquet files; columns are matched by name in each.</summary>
internal static class ParquetSource
{
    public static RawRelation Relation(Connection connection, IReadOnlyList<Column> schema, IReadOnlyList<LocalFile> files, WarningList warnings)
    {
        var partitioned = files.Any(file => file.File.PartitionColumns.Count > 0);
        var from =
            $"read_parquet({SqlText.List(files.Select(file => file.LocalPath))}, union_by_name = true, binary_as_string = true, file_row_number = true, " +
            $"filename = 'slipway:filename', hive_partitioning = {(partitioned ? "true" : "false")}, hive_types_autocast = false)";
        return DescribedRelation.Of(connection, from, schema, warnings, ["slipway:filename", "file_row_number"]) with
        {
            File = "\"slipway:filename\"",
            Line = "file_row_number + 1",
        };
    }
}

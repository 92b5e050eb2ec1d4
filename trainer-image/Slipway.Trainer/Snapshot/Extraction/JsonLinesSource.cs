using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Sources;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>JSON lines: each line is read as text, so that a malformed one is known with its text, and taken apart afterwards.</summary>
internal static class JsonLinesSource
{
    // No JSON text may hold this control character, so that every line is one field.
    private const string NoDelimiter = "e'\\x01'";

    public static RawRelation Relation(IReadOnlyList<Column> schema, IReadOnlyList<LocalFile> files, string rejectsTable)
    {
        var partitions = files.SelectMany(file => file.File.PartitionColumns).ToHashSet(StringComparer.Ordinal);
        var fields = schema.Where(column => !partitions.Contains(column.Name)).ToList();
        var shape = "{" + string.Join(",", fields.Select(column => $"\"{column.Name}\":\"VARCHAR\"")) + "}";
        var partitionColumns = string.Concat(partitions.Select(name => ", " + SqlText.Identifier(name)));
        var lines = Lines(files, rejectsTable, partitions.Count > 0);
        var from =
            $"(SELECT line, \"slipway:filename\"{partitionColumns}, CASE WHEN json_valid(line) THEN json_type(line) END AS \"slipway:kind\", " +
            $"CASE WHEN json_valid(line) THEN json_transform(line, {SqlText.Literal(shape)}) END AS \"slipway:object\" FROM {lines} WHERE line IS NOT NULL)";
        var columns = schema.ToDictionary(column => column.Name, column => new RawColumn(
            partitions.Contains(column.Name) ? SqlText.Identifier(column.Name) : $"nullif(\"slipway:object\".{SqlText.Identifier(column.Name)}, '')"));
        return new RawRelation(from, columns)
        {
            File = "\"slipway:filename\"",
            Text = "line",
            RowFault = ("\"slipway:kind\" IS DISTINCT FROM 'OBJECT'", "MalformedJson"),
            RejectsTable = rejectsTable,
        };
    }

    /// <summary>What stands behind FROM for the lines as text: <c>line</c> and <c>slipway:filename</c>, and partition columns.</summary>
    public static string Lines(IReadOnlyList<LocalFile> files, string rejectsTable, bool partitioned) =>
        $"read_csv({SqlText.List(files.Select(file => file.LocalPath))}, auto_detect = false, header = false, delim = {NoDelimiter}, quote = '', escape = '', " +
        "columns = {'line': 'VARCHAR'}, store_rejects = true, " +
        $"rejects_table = {SqlText.Literal(rejectsTable)}, rejects_scan = {SqlText.Literal(rejectsTable + "_files")}, rejects_limit = 0, " +
        $"filename = 'slipway:filename', hive_partitioning = {(partitioned ? "true" : "false")}, hive_types_autocast = false)";
}

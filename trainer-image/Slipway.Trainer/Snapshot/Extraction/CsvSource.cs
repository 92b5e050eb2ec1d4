using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Sources;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>CSV files of equal header, read as text with unreadable lines set apart.</summary>
internal sealed class CsvSource(IReadOnlyList<Column> schema, CsvOptions options, WarningList warnings)
{
    /// <summary>Groups files whose fields come in the same order.</summary>
    public async Task<IReadOnlyList<CsvGroup>> GroupAsync(IReadOnlyList<LocalFile> files, CancellationToken cancellationToken)
    {
        var groups = new Dictionary<string, CsvGroup>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var partitions = file.File.PartitionColumns;
            var fields = options.Header ? await CsvHeader.ReadAsync(file, options.Delimiter[0], options.TrimWhitespace, cancellationToken) : Declared(partitions);
            if (fields.Count == 0) continue;
            Check(file, fields, partitions);
            var identity = string.Join('\u001f', fields.Concat(partitions.Select(name => '\u001e' + name)));
            if (!groups.TryGetValue(identity, out var group)) groups.Add(identity, group = new CsvGroup([.. fields], partitions, []));
            group.Files.Add(file);
        }

        return [.. groups.Values];
    }

    /// <param name="group">The files.</param>
    /// <param name="serial">Whether one thread reads each file from its start, which is slower and right also where quotes are broken.</param>
    /// <param name="rejectsTable">Name for the table of unreadable lines.</param>
    public RawRelation Relation(CsvGroup group, bool serial, string rejectsTable)
    {
        var nulls = new List<string> { "" };
        nulls.AddRange(options.NullStrings ?? []);
        var columns = string.Join(", ", group.Fields.Select((_, index) => $"'f{index}': 'VARCHAR'"));
        var from =
            $"read_csv({SqlText.List(group.Files.Select(file => file.LocalPath))}, auto_detect = false, header = {(options.Header ? "true" : "false")}, " +
            $"delim = {SqlText.Literal(options.Delimiter)}, quote = '\"', escape = '\"', columns = {{{columns}}}, nullstr = {SqlText.List(nulls)}, " +
            $"store_rejects = true, rejects_table = {SqlText.Literal(rejectsTable)}, rejects_scan = {SqlText.Literal(rejectsTable + "_files")}, rejects_limit = 0, " +
            $"filename = 'slipway:filename', hive_partitioning = {(group.Partitions.Count > 0 ? "true" : "false")}, hive_types_autocast = false" +
            (serial ? ", parallel = false)" : ")");
        var raw = schema.ToDictionary(column => column.Name, column => new RawColumn(Value(group, column.Name, nulls)));
        return new RawRelation(from, raw) { File = SqlText.Identifier("slipway:filename"), RejectsTable = rejectsTable, Breaks = group.HasQuotes ? Breaks(group) : "0" };
    }

    private static string Breaks(CsvGroup group) => string.Join(" + ", group.Fields.Select((_, index) =>
        $"CASE WHEN contains(f{index}, chr(10)) THEN length(f{index}) - length(replace(f{index}, chr(10), '')) ELSE 0 END"));

    private string Value(CsvGroup group, string column, List<string> nulls)
    {
        var field = group.Fields.IndexOf(column);
        if (field < 0) return $"CAST({SqlText.Identifier(column)} AS VARCHAR)";
        if (!options.TrimWhitespace) return $"f{field}";
        var trimmed = $"trim(f{field})";
        return $"CASE WHEN {trimmed} IN ({string.Join(", ", nulls.Select(SqlText.Literal))}) THEN NULL ELSE {trimmed} END";
    }

    private List<string> Declared(IReadOnlyList<string> partitions) =>
        [.. schema.Select(column => column.Name).Where(name => !partitions.Contains(name))];

    private void Check(LocalFile file, IReadOnlyList<string> fields, IReadOnlyList<string> partitions)
    {
        var missing = schema.Select(column => column.Name).Where(name => !fields.Contains(name) && !partitions.Contains(name)).ToList();
        if (missing.Count > 0)
        {
            throw StepException.Refused("ColumnMissing",
                $"{file.File.Uri} lacks {Plural(missing)}; its header names {string.Join(", ", fields)}.",
                "Correct the file or spec.schema.columns; check csv.delimiter and csv.trimWhitespace if the names look right.");
        }

        var repeated = fields.GroupBy(name => name).Where(same => same.Count() > 1).Select(same => same.Key).ToList();
        if (repeated.Intersect(schema.Select(column => column.Name)).Any())
            throw StepException.Refused("ColumnRepeated", $"The header of {file.File.Uri} names {Plural(repeated)} more than once.", "Give each column its own name.");

        var extra = fields.Where(name => schema.All(column => column.Name != name)).ToList();
        if (extra.Count > 0) warnings.Add("schema", $"{file.File.RelativePath} has {Plural(extra)} that the schema does not declare; ignored. Add to spec.schema.columns what is needed.");
    }

    private static string Plural(List<string> names) => (names.Count == 1 ? "column " : "columns ") + string.Join(", ", names.Select(name => $"'{name}'"));
}

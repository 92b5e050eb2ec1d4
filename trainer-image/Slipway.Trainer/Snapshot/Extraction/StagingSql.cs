using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Privacy;
using Slipway.Trainer.Snapshot.Rows;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>The SQL that turns a source into the staged table: typed columns, the reason of each rejected row, hash and bucket of each sound one.</summary>
internal static class StagingSql
{
    private const int RawLength = 1000;
    private const string Hidden = "***";

    public static string CreateTable(IReadOnlyList<Column> schema)
    {
        var columns = schema.Select(column => $"{SqlText.Identifier(column.Name)} {new ColumnRule(column).SqlType}");
        return
            $"CREATE TABLE staged ({string.Join(", ", columns)}, {EngineColumns.Hash} UHUGEINT, {EngineColumns.Bucket} UTINYINT, " +
            $"{EngineColumns.Reason} VARCHAR, {EngineColumns.Raw} VARCHAR, {EngineColumns.File} VARCHAR, {EngineColumns.Line} BIGINT, {EngineColumns.Breaks} INTEGER)";
    }

    /// <summary>Room for the partition of each row, last among the columns.</summary>
    public static string AddPartition => $"ALTER TABLE staged ADD COLUMN {EngineColumns.Partition} TIMESTAMP";

    public static string Insert(SnapshotSpec spec, RawRelation relation, RowProtection protection)
    {
        var published = Protections.Published(spec.Columns);
        var columns = spec.Columns.Where(column => column.Protection?.Method != ProtectionMethod.Drop)
            .Select((column, index) => new StagedColumn(column, relation.Columns[column.Name], index)).ToList();
        var names = string.Join(", ", published.Select(column => SqlText.Identifier(column.Name)));
        var split = SplitRule.KeyColumns(spec.Splits, spec.Key, published);
        var bad = $"{EngineColumns.Reason} IS NOT NULL";
        var shown = protection.IsNeeded ? ShownAsJson(spec, columns) : relation.Text ?? RawAsJson(columns);
        return $"""
            INSERT INTO staged
            SELECT {names}, md5_number({RowText.Of(published)}), {SplitRule.Bucket(spec.Splits, split)}, {EngineColumns.Reason},
              CASE WHEN {bad} THEN left({shown}, {RawLength}) END, CASE WHEN {bad} OR {(protection.RejectsLater ? "TRUE" : "FALSE")} THEN {EngineColumns.File} END, {EngineColumns.Line}, {EngineColumns.Breaks}
              {(relation.Partition is null ? "" : ", " + EngineColumns.Partition)}
            FROM (SELECT {protection.Select}
            FROM (SELECT *, {Reason(spec, relation, columns)} AS {EngineColumns.Reason}
            FROM (SELECT *, {string.Join(", ", columns.Select(column => $"{column.Typed} AS {column.Name}"))}
            FROM (SELECT {string.Join(", ", columns.Select(column => $"{column.Source.Expression} AS {column.Raw}"))},
              {relation.File} AS {EngineColumns.File}, {relation.Line} AS {EngineColumns.Line}, {relation.Breaks} AS {EngineColumns.Breaks}
              {(relation.Text is { } text ? ", " + text : "")}{(relation.RowFault is { } fault ? $", {fault.Condition} AS {RowFaultName}" : "")}{(relation.Partition is { } partition ? $", {partition} AS {EngineColumns.Partition}" : "")}
            FROM {relation.From}))))
            """;
    }

    private static readonly string RowFaultName = SqlText.Identifier("slipway:rowfault");

    private static string Reason(SnapshotSpec spec, RawRelation relation, List<StagedColumn> columns)
    {
        var faults = columns.SelectMany(column => column.Faults(IsRequired(spec, column.Column.Name))).ToList();
        if (relation.RowFault is { } row) faults.Insert(0, (RowFaultName, row.Code));
        if (faults.Count == 0) return "CAST(NULL AS VARCHAR)";
        return "CASE " + string.Join(" ", faults.Select(fault => $"WHEN {fault.Condition} THEN {SqlText.Literal(fault.Code)}")) + " END";
    }

    // A row cannot be told apart without its key, nor put before or after others without its time.
    private static bool IsRequired(SnapshotSpec spec, string column) =>
        spec.Key?.Contains(column) == true || (spec.Splits.Method == SplitMethod.Time && spec.EventTime == column);

    private static string RawAsJson(List<StagedColumn> columns) =>
        "CAST(to_json({" + string.Join(", ", columns.Select(column => $"{SqlText.Literal(column.Column.Name)}: {column.Raw}")) + "}) AS VARCHAR)";

    // A rejected row of a protected dataset: what would also have been kept. A value that is wrong may be one that was meant for a protected column.
    private static string ShownAsJson(SnapshotSpec spec, List<StagedColumn> columns) =>
        "CAST(to_json({" + string.Join(", ", columns.Select(column => $"{SqlText.Literal(column.Column.Name)}: {Shown(spec, column)}")) + "}) AS VARCHAR)";

    private static string Shown(SnapshotSpec spec, StagedColumn column)
    {
        if (column.Column.Protection is not null) return $"'{Hidden}'";
        var faults = column.Faults(IsRequired(spec, column.Column.Name)).Select(fault => $"({fault.Condition})").ToList();
        var value = $"CAST({column.Raw} AS VARCHAR)";
        return faults.Count == 0 ? value : $"CASE WHEN {string.Join(" OR ", faults)} THEN '{Hidden}' ELSE {value} END";
    }

    private sealed record StagedColumn(Column Column, RawColumn Source, int Index)
    {
        private readonly ColumnRule rule = new(Column);
        private readonly (string Typed, string? Fault)? engine =
            Source.EngineType == "VARCHAR" ? null : TypedSource.Convert($"\"slipway:raw{Index}\"", Source.EngineType, Column.Type);

        public string Name => SqlText.Identifier(Column.Name);

        public string Raw => $"\"slipway:raw{Index}\"";

        public string Typed => engine?.Typed ?? rule.Typed(Text);

        private string Text => Source.EngineType == "VARCHAR" ? Raw : $"CAST({Raw} AS VARCHAR)";

        public IEnumerable<(string Condition, string Code)> Faults(bool required)
        {
            var typeFaults = engine is { } known
                ? known.Fault is { } fault ? [(fault, $"Not{Column.Type}")] : []
                : rule.TextFaults(Text, Name);
            return typeFaults.Concat(rule.LimitFaults(Name, required)).Select(found => (found.Condition, $"{Column.Name}:{found.Code}"));
        }
    }
}

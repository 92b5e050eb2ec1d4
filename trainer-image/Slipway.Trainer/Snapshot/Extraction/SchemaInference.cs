using System.Text.RegularExpressions;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Sources;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>Finds the columns of a source that declares none: their names, the narrowest type that every value has, and whether values are missing.</summary>
/// <remarks>Caveats: it knows no unit, limit, meaning or sensitivity, and takes for rule what happens to hold in these rows.</remarks>
internal sealed partial class SchemaInference(SnapshotSpec spec, Connection connection, WarningList warnings)
{
    public async Task<IReadOnlyList<Column>> RunAsync(OpenedSource source, CancellationToken cancellationToken)
    {
        var columns = spec.Source switch
        {
            { Sql: { } sql } => SqlSource.Guarded(spec, () => Typed($"({sql.Trim().TrimEnd(';')})", [])),
            { Format: SourceFormat.Parquet } => Typed(ParquetSource.From(source.Files), ParquetSource.OwnColumns),
            { Format: SourceFormat.CSV } => await CsvAsync(source.Files, cancellationToken),
            _ => Text(JsonNames(source.Files, cancellationToken), names => [JsonLinesSource.Relation(names, source.Files, "slipway_inference")], cancellationToken),
        };
        return columns.Count > 0 ? columns : throw StepException.Refused("SourceEmpty", "No column can be inferred, because the source has no row.", "Declare spec.schema.columns, or write data first.");
    }

    private async Task<IReadOnlyList<Column>> CsvAsync(IReadOnlyList<LocalFile> files, CancellationToken cancellationToken)
    {
        var options = spec.Source.Csv ?? new CsvOptions();
        if (!options.Header)
            throw StepException.Invalid("InvalidSpecification", "Columns of files without a header cannot be inferred: they have no names.", "Declare spec.schema.columns in the order of the fields.");
        IEnumerable<string>? names = null;
        foreach (var file in files)
        {
            var fields = (await CsvHeader.ReadAsync(file, options.Delimiter[0], options.TrimWhitespace, cancellationToken)).Concat(file.File.PartitionColumns).ToList();
            if (fields.Count > 0) names = names is null ? fields : [.. names.Where(fields.Contains)];
        }

        var texts = Texts(names ?? []);
        var csv = new CsvSource(texts, options, warnings);
        var groups = await csv.GroupAsync(files, cancellationToken);
        return Text(texts, _ => [.. groups.Select((group, index) => csv.Relation(group, serial: false, $"slipway_inference_{index}"))], cancellationToken);
    }

    private IReadOnlyList<Column> JsonNames(IReadOnlyList<LocalFile> files, CancellationToken cancellationToken)
    {
        var lines = JsonLinesSource.Relation([new Column { Name = "any", Type = ColumnType.String }], files, "slipway_inference_names");
        using var result = connection.Query($"SELECT DISTINCT unnest(json_keys(line)) AS name FROM {lines.From} WHERE \"slipway:kind\" = 'OBJECT' ORDER BY name", cancellationToken);
        return Texts(result.ReadRows().Select(row => (string)row[0]!).Concat(files.SelectMany(file => file.File.PartitionColumns)));
    }

    private IReadOnlyList<Column> Text(IReadOnlyList<Column> texts, Func<IReadOnlyList<Column>, IReadOnlyList<RawRelation>> relations, CancellationToken cancellationToken)
    {
        if (texts.Count == 0) return [];
        var votes = texts.Select(column => new TypeVotes(column.Name)).ToList();
        foreach (var relation in relations(texts))
        {
            var raw = string.Join(", ", texts.Select((column, index) => $"{relation.Columns[column.Name].Expression} AS r{index}"));
            var rows = relation.RowFault is { } fault ? $" WHERE NOT ({fault.Condition})" : "";
            using var result = connection.Query($"SELECT {string.Join(", ", texts.Select((_, index) => TypeVotes.Sql($"r{index}")))} FROM (SELECT {raw} FROM {relation.From}{rows})", cancellationToken);
            var row = result.ReadRows()[0];
            for (var index = 0; index < votes.Count; index++) votes[index].Add(row.AsSpan(index * TypeVotes.Width, TypeVotes.Width));
        }

        return [.. votes.Select(each => each.ToColumn())];
    }

    private IReadOnlyList<Column> Typed(string from, IReadOnlyList<string> own)
    {
        using var described = connection.Query($"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {from})");
        var types = described.ReadRows().ToDictionary(row => (string)row[0]!, row => (string)row[1]!, StringComparer.Ordinal);
        var names = Texts(types.Keys.Except(own));
        if (names.Count == 0) return [];
        using var result = connection.Query($"SELECT count(*), {string.Join(", ", names.Select(column => $"count({Present(column.Name, types[column.Name])})"))} FROM {from}");
        var row = result.ReadRows()[0];
        return [.. names.Select((column, index) => column with { Type = TypeOf(types[column.Name]), Nullable = (long)row[index + 1]! < (long)row[0]! })];
    }

    private static string Present(string name, string type) => type switch
    {
        "VARCHAR" => $"nullif({SqlText.Identifier(name)}, '')",
        "DOUBLE" or "FLOAT" => $"nullif({SqlText.Identifier(name)}, 'nan')",
        _ => SqlText.Identifier(name),
    };

    private static ColumnType TypeOf(string engineType) => engineType switch
    {
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" => ColumnType.Int64,
        "DOUBLE" or "FLOAT" => ColumnType.Float64,
        "BOOLEAN" => ColumnType.Boolean,
        "DATE" => ColumnType.Date,
        _ when engineType.StartsWith("DECIMAL", StringComparison.Ordinal) => ColumnType.Float64,
        _ when engineType.StartsWith("TIMESTAMP", StringComparison.Ordinal) => ColumnType.Timestamp,
        _ => ColumnType.String,
    };

    // A name that no schema may have cannot be enforced later.
    private IReadOnlyList<Column> Texts(IEnumerable<string> names)
    {
        var (fit, unfit) = (new List<string>(), new List<string>());
        foreach (var name in names.Distinct(StringComparer.Ordinal)) (Name().IsMatch(name) && !fit.Contains(name, StringComparer.OrdinalIgnoreCase) ? fit : unfit).Add(name);
        if (unfit.Count > 0) warnings.Add("schema", $"Columns {string.Join(", ", unfit.Select(name => $"'{name}'"))} have names that no column may have (letters, digits and underscores, different by more than case); ignored.");
        return [.. fit.Select(name => new Column { Name = name, Type = ColumnType.String, Nullable = true })];
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,62}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

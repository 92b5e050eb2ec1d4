using System.Text.Json;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Trainer.Snapshot.Rows;

namespace Slipway.Trainer.Snapshot.Privacy;

/// <summary>Puts prefix-preserving pseudonyms in the place of values of <c>staged</c>. The engine cannot make them, so each different value is taken out once.</summary>
internal sealed class PrefixProtection(Connection connection, SnapshotSpec spec, PseudonymKey key)
{
    private const int Batch = 20_000;

    private readonly List<Column> columns = [.. spec.Columns.Where(column => column.Protection?.Method == ProtectionMethod.PseudonymisePrefix)];

    /// <summary>Replaces the values, and the hash and the bucket that were made from them. A row whose value has no pseudonym is rejected.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        if (columns.Count == 0) return;
        foreach (var (index, column) in columns.Index()) Translate(column, index, cancellationToken);
        var published = Protections.Published(spec.Columns);
        var split = SplitRule.KeyColumns(spec.Splits, spec.Key, published);
        connection.Execute(
            $"""
            CREATE TABLE staged_protected AS
            SELECT * REPLACE (md5_number({RowText.Of(published)}) AS {EngineColumns.Hash}, {SplitRule.Bucket(spec.Splits, split)} AS {EngineColumns.Bucket}) FROM (
              SELECT staged.* REPLACE ({string.Join(", ", columns.Select((column, index) => $"p{index}.pseudonym AS {SqlText.Identifier(column.Name)}"))},
                CASE WHEN staged.{EngineColumns.Reason} IS NOT NULL THEN staged.{EngineColumns.Reason} {string.Join(" ", columns.Select((column, index) => Reject(column, index)))} END AS {EngineColumns.Reason})
              FROM staged {string.Join(" ", columns.Select((column, index) => $"LEFT JOIN {Table(index)} AS p{index} ON staged.{SqlText.Identifier(column.Name)} = p{index}.raw"))})
            """, cancellationToken);
        connection.Execute($"DROP TABLE staged; ALTER TABLE staged_protected RENAME TO staged; {string.Join(" ", columns.Select((_, index) => $"DROP TABLE {Table(index)};"))}", cancellationToken);
    }

    private void Translate(Column column, int index, CancellationToken cancellationToken)
    {
        var (name, values) = (SqlText.Identifier(column.Name), $"prefix_values_{index}");
        connection.Execute($"CREATE TABLE {values} AS SELECT DISTINCT {name} AS raw FROM staged WHERE {name} IS NOT NULL; CREATE TABLE {Table(index)} (raw VARCHAR, pseudonym VARCHAR)", cancellationToken);
        var rows = connection.Scalar<long>($"SELECT count(*) FROM {values}", cancellationToken);
        using var addresses = column.Protection!.Separator is null ? new AddressPseudonyms(key.ForAddresses) : null;
        IPrefixPseudonyms pseudonyms = addresses is not null ? addresses : new PartPseudonyms(key.ForParts, column.Protection.Separator![0], column.Protection.FromEnd);
        for (long first = 0; first < rows; first += Batch)
        {
            using var batch = connection.Query($"SELECT raw FROM {values} WHERE rowid >= {first} AND rowid < {first + Batch}", cancellationToken);
            var raw = batch.ReadRows().Select(row => (string?)row[0]).ToList();
            connection.Execute(
                $"INSERT INTO {Table(index)} SELECT unnest(from_json($1, '[\"VARCHAR\"]')), unnest(from_json($2, '[\"VARCHAR\"]'))", cancellationToken,
                Json(raw), Json(raw.ConvertAll(text => pseudonyms.Of(text!))));
        }

        connection.Execute($"DROP TABLE {values}", cancellationToken);
    }

    private static string Reject(Column column, int index) =>
        $"WHEN staged.{SqlText.Identifier(column.Name)} IS NOT NULL AND p{index}.pseudonym IS NULL THEN {SqlText.Literal($"{column.Name}:NotAddress")}";

    private static string Table(int index) => $"prefix_pseudonyms_{index}";

    private static string Json(List<string?> texts)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var text in texts) writer.WriteStringValue(text);
            writer.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}

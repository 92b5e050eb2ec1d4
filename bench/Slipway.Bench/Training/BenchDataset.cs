using System.Globalization;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Storage;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Bench.Training;

/// <summary>A generated dataset version of 28 numbers, a tenth of them missing, with a noisy binary label.</summary>
internal static class BenchDataset
{
    internal const int Numbers = 28;

    internal static IReadOnlyList<Column> Columns { get; } =
    [
        .. Enumerable.Range(0, Numbers).Select(i => new Column { Name = Name(i), Type = ColumnType.Float64, Nullable = true }),
        new Column { Name = "label", Type = ColumnType.Boolean },
    ];

    /// <summary>Writes train (80 %), validation and test (10 % each) with their manifest; and all rows as a CSV file, if wanted, with the split in its first column.</summary>
    internal static DatasetPin Write(string folder, long rows, string? csv = null)
    {
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        var numbers = Enumerable.Range(0, Numbers).Select(i => Invariant($"CASE WHEN hash(i, {i}) % 10 = 0 THEN NULL ELSE (hash(i, {i + 100}) % 1000003)::DOUBLE / 1000003 END AS {Name(i)}"));
        connection.Execute($"""
            CREATE TABLE rows AS SELECT *, coalesce(n0, 0.5) + coalesce(n1, 0.5) * coalesce(n2, 0.5) + CASE WHEN n3 > 0.8 THEN 0.3 ELSE 0 END + noise > 1.3 AS label
            FROM (SELECT i % 10 AS part, (hash(i, 999) % 1000)::DOUBLE / 1000 AS noise, {string.Join(", ", numbers)} FROM range({rows.ToString(CultureInfo.InvariantCulture)}) t(i))
            """);
        if (csv is not null) connection.Execute($"COPY (SELECT * EXCLUDE (noise) FROM rows) TO {SqlText.Literal(csv)} (FORMAT csv, HEADER)");
        DataFile[] files = [Export(Split.Test, "part = 0"), Export(Split.Validation, "part = 1"), Export(Split.Train, "part > 1")];
        var manifest = new DatasetManifest
        {
            Name = "bench", Namespace = "bench", Digest = Digest.Of("bench"u8), Columns = Columns, Files = files, Statistics = [], Splits = new SplitPolicy(),
            Rows = new RowCounts { Read = rows, Test = files[0].Rows, Validation = files[1].Rows, Train = files[2].Rows },
        };
        var path = Path.Combine(folder, "manifest.json");
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(manifest, ContractsJson.Default.DatasetManifest));
        return new DatasetPin { Name = manifest.Name, Digest = manifest.Digest, ManifestUri = ObjectUri.FromPath(path).ToString() };

        DataFile Export(Split split, string where)
        {
            var file = Path.Combine(folder, $"{split}.parquet");
            var count = connection.Execute($"COPY (SELECT * EXCLUDE (part, noise) FROM rows WHERE {where}) TO {SqlText.Literal(file)} (FORMAT parquet)");
            var bytes = File.ReadAllBytes(file);
            return new DataFile { Split = split, Path = Path.GetFileName(file), Rows = count, Bytes = bytes.Length, Sha256 = Digest.Of(bytes) };
        }
    }

    private static string Name(int index) => Invariant($"n{index}");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

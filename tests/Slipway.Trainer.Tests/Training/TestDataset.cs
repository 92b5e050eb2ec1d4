using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Storage;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Tests.Training;

/// <summary>A dataset version in a temporary folder, made from one SELECT whose rows are split by number, or by another part of a hundred.</summary>
internal sealed class TestDataset : IDisposable
{
    internal TestDataset(string select, IReadOnlyList<Column> columns, long rows, Func<DatasetManifest, DatasetManifest>? edit = null, int validationPercent = 10, int testPercent = 30, string part = "row_number() OVER () % 100")
    {
        Folder = Directory.CreateTempSubdirectory("slipway-train-").FullName;
        using var database = Database.OpenInMemory(new DatabaseSettings { Threads = 2 });
        using var connection = database.Connect();
        connection.Execute($"CREATE TABLE rows AS SELECT *, {part} AS __part FROM ({select}) LIMIT {rows}");
        var files = new List<DataFile>();
        var counts = new Dictionary<Split, long>();
        Write(Split.Test, $"__part < {testPercent}");
        Write(Split.Validation, $"__part >= {testPercent} AND __part < {testPercent + validationPercent}");
        Write(Split.Train, $"__part >= {testPercent + validationPercent}");
        var manifest = new DatasetManifest
        {
            Name = "data", Namespace = "default", Digest = "sha256:" + new string('a', 64), Columns = columns, Files = files, Statistics = [], Splits = new SplitPolicy(),
            Rows = new RowCounts { Train = counts[Split.Train], Validation = counts[Split.Validation], Test = counts[Split.Test], Read = rows },
        };
        manifest = edit?.Invoke(manifest) ?? manifest;
        File.WriteAllBytes(Path.Combine(Folder, "manifest.json"), JsonSerializer.SerializeToUtf8Bytes(manifest, ContractsJson.Default.DatasetManifest));
        Pin = new DatasetPin { Name = manifest.Name, Digest = manifest.Digest, ManifestUri = ObjectUri.FromPath(Path.Combine(Folder, "manifest.json")).ToString() };

        void Write(Split split, string where)
        {
            counts[split] = connection.Scalar<long>($"SELECT count(*) FROM rows WHERE {where}");
            if (counts[split] == 0) return;
            var name = $"{split}.parquet";
            connection.Execute($"COPY (SELECT * EXCLUDE (__part) FROM rows WHERE {where}) TO {SqlText.Literal(Path.Combine(Folder, name))} (FORMAT parquet)");
            var bytes = File.ReadAllBytes(Path.Combine(Folder, name));
            files.Add(new DataFile { Split = split, Path = name, Rows = counts[split], Bytes = bytes.Length, Sha256 = Digest.Of(bytes) });
        }
    }

    internal string Folder { get; }

    internal DatasetPin Pin { get; }

    /// <summary>Columns of <see cref="Shop"/>.</summary>
    internal static IReadOnlyList<Column> ShopColumns { get; } =
    [
        new() { Name = "country", Type = ColumnType.String, Nullable = true },
        new() { Name = "device", Type = ColumnType.String, Nullable = true },
        new() { Name = "price", Type = ColumnType.Float64, Nullable = true },
        new() { Name = "visits", Type = ColumnType.Int64, Nullable = true },
        new() { Name = "member", Type = ColumnType.Boolean, Nullable = true },
        new() { Name = "moment", Type = ColumnType.Timestamp },
        new() { Name = "clicked", Type = ColumnType.Boolean },
        new() { Name = "tier", Type = ColumnType.String },
        new() { Name = "spent", Type = ColumnType.Float64 },
    ];

    /// <summary>Seeded rows of a shop with missing values everywhere and labels of all three tasks.</summary>
    internal static string Shop { get; } = """
        WITH raw AS (SELECT i, hash(i * 7919) AS h1, hash(i * 104729 + 1) AS h2, hash(i * 1299709 + 2) AS h3 FROM range(1000000) t(i)),
        columns AS (
          SELECT
            CASE WHEN h1 % 20 = 0 THEN NULL ELSE ['DE', 'FR', 'NL', 'DK', 'SE'][1 + (h1 // 32 % 5)::INT] END AS country,
            CASE WHEN h2 % 15 = 0 THEN '' ELSE ['phone', 'tablet', 'desktop'][1 + (h2 // 16 % 3)::INT] END AS device,
            CASE WHEN h3 % 12 = 0 THEN NULL ELSE round((h3 // 64 % 100000)::DOUBLE / 1000, 2) END AS price,
            CASE WHEN h1 % 17 = 0 THEN NULL ELSE (h1 // 1024 % 50)::BIGINT END AS visits,
            CASE WHEN h2 % 19 = 0 THEN NULL ELSE h2 // 4096 % 2 = 0 END AS member,
            TIMESTAMP '2026-01-01' + to_seconds((h3 // 131072 % 2592000)::BIGINT) AS moment,
            (h1 // 65536 % 1000)::DOUBLE / 1000 AS noise
          FROM raw)
        SELECT country, device, price, visits, member, moment,
          noise + coalesce(price, 30) / 100 + coalesce(visits, 10) / 50.0 + CASE country WHEN 'DE' THEN 0.4 WHEN 'SE' THEN -0.4 ELSE 0 END > 1.3 AS clicked,
          CASE WHEN noise + coalesce(price, 30) / 60 < 0.7 THEN 'bronze' WHEN noise + coalesce(visits, 10) / 50.0 < 1.1 THEN 'silver' ELSE 'gold' END AS tier,
          10 * coalesce(price, 5) + 3 * coalesce(visits, 4) + 20 * noise AS spent
        FROM columns
        """;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

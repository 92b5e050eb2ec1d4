using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Storage;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Bench.Snapshots;

/// <summary>A click log as one CSV file: 12 columns, about 100 bytes a row, sound but for one row in ten thousand.</summary>
internal static class ClickCsv
{
    internal static IReadOnlyList<Column> Columns { get; } =
    [
        new() { Name = "event_id", Type = ColumnType.Int64 },
        new() { Name = "event_time", Type = ColumnType.Timestamp },
        new() { Name = "user_id", Type = ColumnType.String, MaxLength = 20 },
        new() { Name = "country", Type = ColumnType.String, AllowedValues = ["DE", "FR", "GB", "IS", "NO", "US"] },
        new() { Name = "device", Type = ColumnType.String, Nullable = true },
        new() { Name = "product", Type = ColumnType.String },
        new() { Name = "price", Type = ColumnType.Float64, Minimum = 0, Nullable = true },
        new() { Name = "discount", Type = ColumnType.Float64, Minimum = 0, Maximum = 0.9, Nullable = true },
        new() { Name = "position", Type = ColumnType.Int64, Minimum = 1 },
        new() { Name = "hours", Type = ColumnType.Float64, Nullable = true },
        new() { Name = "session", Type = ColumnType.String },
        new() { Name = "clicked", Type = ColumnType.Boolean },
    ];

    /// <summary>Writes rows until the file has about so many bytes.</summary>
    internal static long Write(string path, long bytes)
    {
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        var rows = bytes / 102;
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
            COPY (SELECT i AS event_id, TIMESTAMP '2026-01-01' + to_seconds((i * 7776000 // {rows})::BIGINT) AS event_time, 'user-' || (hash(i, 1) % 1000000) AS user_id,
              ['DE', 'FR', 'GB', 'IS', 'NO', 'US'][1 + (hash(i, 2) % 6)::INT] AS country, CASE WHEN hash(i, 3) % 20 > 0 THEN ['desktop', 'mobile', 'tablet'][1 + (hash(i, 3) % 3)::INT] END AS device,
              'product-' || (hash(i, 4) % 5000) AS product, CASE WHEN hash(i, 5) % 10000 = 0 THEN -1 ELSE round((hash(i, 5) % 100000)::DOUBLE / 100, 2) END AS price,
              CASE WHEN hash(i, 6) % 3 = 0 THEN round((hash(i, 6) % 90)::DOUBLE / 100, 2) END AS discount, 1 + hash(i, 7) % 50 AS position,
              CASE WHEN hash(i, 8) % 4 > 0 THEN round((hash(i, 8) % 100000)::DOUBLE / 1000, 3) END AS hours, 's' || hash(i // 8) AS session, hash(i, 9) % 12 = 0 AS clicked
            FROM range({rows}) t(i)) TO {SqlText.Literal(path)} (FORMAT csv, HEADER)
            """));
        return rows;
    }

    /// <summary>What a data scientist would ask of such a log: limits, key, splits, slices, an expectation.</summary>
    internal static SnapshotSpec Spec(string folder, string csv) => new()
    {
        Namespace = "bench", Name = "clicks",
        Source = new DataSource { Uri = ObjectUri.FromPath(csv).ToString() },
        Columns = Columns, EventTime = "event_time", Key = ["event_id"], Label = new Label { Column = "clicked" },
        Splits = new SplitPolicy { Key = "user_id" },
        Slices = [new Slice { Column = "country", Values = ["DE", "FR"], MinRows = 1000 }],
        Checks = [new Check { Name = "discounted", Expression = "price * (1 - coalesce(discount, 0)) >= 0" }],
        Output = ObjectUri.FromPath(Path.Combine(folder, "out")).ToString(),
        ResultPrefix = ObjectUri.FromPath(Path.Combine(folder, "result")).ToString(),
        MemoryBytes = 1L << 30,
    };
}

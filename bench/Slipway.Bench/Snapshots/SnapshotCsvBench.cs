using System.Diagnostics;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.DuckDb;

namespace Slipway.Bench.Snapshots;

/// <summary>The snapshot step, from the start of its process to its end, of a 2 GB CSV file with an engine limit of 1 GiB; against the engine's bare COPY of the same file to Parquet.</summary>
internal static class SnapshotCsvBench
{
    internal const string Name = "snapshot-csv";
    private const long Bytes = 2_000_000_000;

    internal static async Task<BenchResult> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-bench-").FullName;
        try
        {
            var csv = Path.Combine(folder, "clicks.csv");
            var rows = await Task.Run(() => ClickCsv.Write(csv, Bytes));
            var bare = await Task.Run(() => Copy(csv, Path.Combine(folder, "bare.parquet")));
            var snapshot = await SnapshotAsync(folder, csv);
            return new BenchResult(snapshot.Seconds / bare,
            [
                ("snapshot_seconds", snapshot.Seconds), ("copy_seconds", bare), ("peak_megabytes", snapshot.PeakBytes / 1e6),
                ("file_megabytes", new FileInfo(csv).Length / 1e6), ("rows", rows), ("rows_per_second", rows / snapshot.Seconds),
            ]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static async Task<MeasuredProcess> SnapshotAsync(string folder, string csv)
    {
        var path = Path.Combine(folder, "spec.json");
        await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(ClickCsv.Spec(folder, csv), ContractsJson.Default.SnapshotSpec));
        return await MeasuredProcess.RunAsync(Path.Combine(AppContext.BaseDirectory, "Slipway.Trainer"), ["snapshot"], new Dictionary<string, string>
        {
            ["SLIPWAY_SPEC"] = path, ["SLIPWAY_TERMINATION_LOG"] = Path.Combine(folder, "message"), ["SLIPWAY_SCRATCH"] = folder,
        });
    }

    private static double Copy(string csv, string parquet)
    {
        using var database = Database.OpenInMemory(new DatabaseSettings { MemoryLimitBytes = 1L << 30 });
        using var connection = database.Connect();
        var start = Stopwatch.GetTimestamp();
        connection.Execute($"COPY (SELECT * FROM read_csv({SqlText.Literal(csv)})) TO {SqlText.Literal(parquet)} (FORMAT parquet, COMPRESSION zstd)");
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

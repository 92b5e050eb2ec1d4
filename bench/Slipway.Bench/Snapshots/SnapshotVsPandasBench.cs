namespace Slipway.Bench.Snapshots;

/// <summary>The snapshot step of a 200 MB CSV file against a pandas script that does the same work: types, limits, duplicates, splits, statistics, slices, an expectation, Parquet or its nearest.</summary>
internal static class SnapshotVsPandasBench
{
    internal const string Name = "snapshot-vs-pandas";
    private const string Python = "/usr/bin/python3";
    private const long Bytes = 200_000_000;

    internal static async Task<BenchResult> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-bench-").FullName;
        try
        {
            var csv = Path.Combine(folder, "clicks.csv");
            var rows = await Task.Run(() => ClickCsv.Write(csv, Bytes));
            var script = Path.Combine(folder, "snapshot.py");
            await using (var source = typeof(SnapshotVsPandasBench).Assembly.GetManifestResourceStream("snapshot.py")!)
            await using (var file = File.Create(script)) await source.CopyToAsync(file);
            var snapshot = await SnapshotCsvBench.SnapshotAsync(folder, csv);
            var pandas = await MeasuredProcess.RunAsync(Python, [script, csv, folder], new Dictionary<string, string>());
            return new BenchResult(snapshot.Seconds / pandas.Seconds,
            [
                ("snapshot_seconds", snapshot.Seconds), ("pandas_seconds", pandas.Seconds), ("times_faster", pandas.Seconds / snapshot.Seconds),
                ("snapshot_peak_megabytes", snapshot.PeakBytes / 1e6), ("pandas_peak_megabytes", pandas.PeakBytes / 1e6), ("rows", rows),
            ]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

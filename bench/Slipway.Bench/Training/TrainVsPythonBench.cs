using Slipway.Bench.Snapshots;

namespace Slipway.Bench.Training;

/// <summary>The training step against a script with pandas, scikit-learn and XGBoost's Python package that does the same: read, split, train with a validation curve, choose a threshold, measure with intervals, export.</summary>
/// <remarks>The script reads CSV, since Debian has no Parquet reader for pandas; the time for that is told apart.</remarks>
internal static class TrainVsPythonBench
{
    internal const string Name = "train-vs-python";
    private const string Python = "/usr/bin/python3";
    private const long Rows = 1_000_000;

    internal static async Task<BenchResult> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-bench-").FullName;
        try
        {
            var csv = Path.Combine(folder, "rows.csv");
            var dataset = BenchDataset.Write(folder, Rows, csv);
            var script = Path.Combine(folder, "train.py");
            await using (var source = typeof(TrainVsPythonBench).Assembly.GetManifestResourceStream("train.py")!)
            await using (var file = File.Create(script)) await source.CopyToAsync(file);
            var python = await MeasuredProcess.RunAsync(Python, [script, csv, folder], new Dictionary<string, string>());
            var reading = double.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "read-seconds")), System.Globalization.CultureInfo.InvariantCulture);
            var (process, result) = await TrainerRun.RunAsync(folder, dataset);
            return new BenchResult(process.Seconds / python.Seconds,
            [
                ("step_seconds", process.Seconds), ("python_seconds", python.Seconds), ("python_seconds_reading_csv", reading), ("times_faster", python.Seconds / process.Seconds),
                ("times_faster_without_reading", (python.Seconds - reading) / process.Seconds), ("memory_ratio", (double)process.PeakBytes / python.PeakBytes),
                ("step_peak_megabytes", process.PeakBytes / 1e6), ("python_peak_megabytes", python.PeakBytes / 1e6), ("rows", result.Rows),
            ]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

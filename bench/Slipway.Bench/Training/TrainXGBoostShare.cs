using System.Diagnostics;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Storage;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Bench.Training;

/// <summary>
/// How much of a train step's wall time is XGBoost itself: the trainer's process from its start to its end, with reading, features, export, comparison
/// and evaluation. 1 would mean that nothing else costs anything.
/// </summary>
internal static class TrainXGBoostShare
{
    internal const string Name = "train-xgboost-share";
    private const long Rows = 300_000;

    internal static async Task<BenchResult> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-bench-").FullName;
        try
        {
            var spec = Specification(folder);
            var path = Path.Combine(folder, "spec.json");
            await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.TrainSpec));
            var start = Stopwatch.GetTimestamp();
            await TrainAsync(path, folder);
            var wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var result = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(Path.Combine(folder, "out", "result.json")), ContractsJson.Default.StepResult)!.Train!;
            return new BenchResult(
                result.LearnerSeconds / wall,
                [("wall_seconds", wall), ("xgboost_seconds", result.LearnerSeconds), ("rows", result.Rows), ("rows_per_second", result.Rows / wall)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TrainSpec Specification(string folder) => new()
    {
        Namespace = "bench",
        TrainingJob = "bench",
        Run = "bench-1",
        Model = "bench",
        Version = "v1",
        Dataset = BenchDataset.Write(folder, Rows),
        Features =
        [
            .. BenchDataset.Columns.Where(column => column.Type == ColumnType.Float64).Select(column => new Feature { Name = column.Name }),
            .. BenchDataset.Columns.Where(column => column.Type == ColumnType.String).Select(column => new Feature { Name = column.Name, Expr = $"one_hot({column.Name}, 8)" }),
        ],
        Label = "label",
        Task = LearningTask.Binary,
        Hyperparameters = JsonSerializer.Deserialize("""{"n_estimators":100,"max_depth":6,"eval_metric":"logloss"}""", ContractsJson.Default.IReadOnlyDictionaryStringJsonElement),
        Output = ObjectUri.FromPath(Path.Combine(folder, "out")).ToString(),
    };

    private static async Task TrainAsync(string spec, string folder)
    {
        using var trainer = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Slipway.Trainer"), ["train"])
        {
            RedirectStandardOutput = true,
            Environment = { ["SLIPWAY_SPEC"] = spec, ["SLIPWAY_TERMINATION_LOG"] = Path.Combine(folder, "message"), ["SLIPWAY_SCRATCH"] = folder },
        })!;
        var output = await trainer.StandardOutput.ReadToEndAsync();
        await trainer.WaitForExitAsync();
        if (trainer.ExitCode != 0) throw new InvalidOperationException($"The trainer ended with code {trainer.ExitCode}: {output}");
    }
}

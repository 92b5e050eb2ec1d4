using System.Text.Json;
using Slipway.Bench.Snapshots;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Storage;

namespace Slipway.Bench.Training;

/// <summary>The trainer's process on a generated dataset, from its start to its end, with everything that a run does.</summary>
internal static class TrainerRun
{
    internal const int Trees = 100;

    internal static async Task<(MeasuredProcess Process, TrainResult Result)> RunAsync(string folder, DatasetPin dataset)
    {
        var spec = new TrainSpec
        {
            Namespace = "bench", TrainingJob = "bench", Run = "bench-1", Model = "bench", Version = "v1", Dataset = dataset, Label = "label", Task = LearningTask.Binary,
            Features = [.. BenchDataset.Columns.Where(column => column.Name != "label").Select(column => new Feature { Name = column.Name })],
            Hyperparameters = JsonSerializer.Deserialize($$"""{"n_estimators":{{Trees}},"max_depth":6,"eval_metric":"logloss"}""", ContractsJson.Default.IReadOnlyDictionaryStringJsonElement),
            Output = ObjectUri.FromPath(Path.Combine(folder, "out")).ToString(),
        };
        var path = Path.Combine(folder, "spec.json");
        await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.TrainSpec));
        var process = await MeasuredProcess.RunAsync(Path.Combine(AppContext.BaseDirectory, "Slipway.Trainer"), ["train"], new Dictionary<string, string>
        {
            ["SLIPWAY_SPEC"] = path, ["SLIPWAY_TERMINATION_LOG"] = Path.Combine(folder, "message"), ["SLIPWAY_SCRATCH"] = folder,
        });
        var result = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(Path.Combine(folder, "out", "result.json")), ContractsJson.Default.StepResult)!.Train!;
        return (process, result);
    }
}

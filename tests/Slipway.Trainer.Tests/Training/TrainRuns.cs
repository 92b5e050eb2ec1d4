using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Storage;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training;

namespace Slipway.Trainer.Tests.Training;

/// <summary>Runs the train step as the trainer does, in this process.</summary>
internal sealed class TrainRuns : IDisposable
{
    internal string Folder { get; } = Directory.CreateTempSubdirectory("slipway-runs-").FullName;

    internal StringWriter Output { get; } = new();

    internal static IReadOnlyList<Feature> ShopFeatures { get; } =
    [
        new() { Name = "price" },
        new() { Name = "log_price", Expr = "log1p(price)" },
        new() { Name = "visits" },
        new() { Name = "member" },
        new() { Name = "country", Expr = "one_hot(country, 10)" },
        new() { Name = "device", Expr = "one_hot(device, 10)" },
    ];

    internal TrainSpec Spec(TestDataset dataset, string label, LearningTask task, string hyperparameters = """{"n_estimators":20,"max_depth":4}""", string output = "out") => new()
    {
        Namespace = "default",
        TrainingJob = "shop",
        Run = "shop-1",
        Model = "shop",
        Version = "v1",
        Dataset = dataset.Pin,
        Features = ShopFeatures,
        Label = label,
        Task = task,
        Hyperparameters = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(hyperparameters),
        Seed = 17,
        Threads = 2,
        Output = ObjectUri.FromPath(Path.Combine(Folder, output)).ToString(),
    };

    internal async Task<StepResult> RunAsync(TrainSpec spec, CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(Folder, "spec.json");
        await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.TrainSpec), TestContext.Current.CancellationToken);
        using var stores = new ObjectStores();
        var environment = new StepEnvironment { SpecPath = path, TerminationLog = Path.Combine(Folder, "termination"), ScratchRoot = Path.Combine(Folder, "scratch") };
        var runner = new StepRunner(environment, stores, Output, Output, TimeProvider.System);
        ExitCode = await runner.RunAsync(TrainStep.Step, cancellationToken);
        return JsonSerializer.Deserialize(await File.ReadAllBytesAsync(FileOf(spec, "result.json"), TestContext.Current.CancellationToken), ContractsJson.Default.StepResult)!;
    }

    internal int ExitCode { get; private set; }

    internal static string FileOf(TrainSpec spec, string name) => ObjectUri.Parse(spec.Output).Append(name).LocalPath;

    internal static ModelManifest Manifest(TrainSpec spec) => JsonSerializer.Deserialize(File.ReadAllBytes(FileOf(spec, "manifest.json")), ContractsJson.Default.ModelManifest)!;

    internal static EvaluationReport Evaluation(TrainSpec spec) => JsonSerializer.Deserialize(File.ReadAllBytes(FileOf(spec, "evaluation.json")), ContractsJson.Default.EvaluationReport)!;

    public void Dispose()
    {
        Output.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Storage;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Tests.Training;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Tests.Import;

/// <summary>A model file from elsewhere is measured by the same code as a trained one: here a file that was trained before, of which nothing but the bytes is known.</summary>
[Trait("Capability", "M6")]
public sealed class EvaluateStepTests : IAsyncLifetime
{
    private readonly TrainRuns runs = new();
    private readonly TestDataset learned = Data(4000, 0, DatasetRole.Training);
    private readonly TestDataset golden = Data(1000, 7000, DatasetRole.Golden);
    private ModelArtifact artifact = null!;
    private IReadOnlyList<MetricValue> expected = [];

    public async ValueTask InitializeAsync()
    {
        EvaluationSet set = new() { Dataset = "data" };
        var spec = runs.Spec(learned, "label", LearningTask.Binary, """{"n_estimators":10,"max_depth":3}""") with
        {
            Features = [new() { Name = "x" }, new() { Name = "y" }], Evaluation = new EvaluationPolicy { Sets = [set] }, EvaluationSets = [new PinnedSet { Set = set, Pin = golden.Pin }],
        };
        var result = await runs.RunAsync(spec, TestContext.Current.CancellationToken);
        artifact = result.Train!.Artifact;
        expected = TrainRuns.Evaluation(spec).Sets!.Single().Metrics;
    }

    public ValueTask DisposeAsync()
    {
        learned.Dispose();
        golden.Dispose();
        runs.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_gives_the_numbers_that_it_gave_where_it_was_trained()
    {
        var (code, result) = await RunAsync(Spec() with { Gates = [new Gate { Metric = "roc_auc", Min = 0.7 }, new Gate { Metric = "roc_auc", Min = 0.9999 }, new Gate { Metric = "unheard_of", Max = 1 }] });
        code.ShouldBe(0, result.Error?.ToString());
        var found = result.Evaluate!;
        foreach (var name in new[] { "roc_auc", "pr_auc", "log_loss" })
            found.Metrics.Single(metric => metric.Metric == name).Value!.Value.ShouldBe(expected.Single(metric => metric.Metric == name).Value!.Value, 1e-6, name);
        found.Metrics.ShouldAllBe(metric => metric.Dataset == "data" && metric.Split == Split.Test);
        found.Gates!.Select(gate => gate.Passed).ShouldBe([true, false, false], "what was not measured is not met");
        found.Rows.ShouldBe(1000);
        found.Signature!.Inputs.Select(input => (input.Name, input.Datatype)).ShouldBe([("x", "FP64"), ("y", "FP64")], ignoreOrder: true);
    }

    [Fact]
    public async Task A_file_that_is_not_the_one_of_the_record_is_refused()
    {
        await FailsAsync(Spec() with { Artifact = artifact with { Digest = "sha256:" + new string('0', 64) } }, "DigestMismatch", "and the record says sha256:000");
        await FailsAsync(Spec() with { Artifact = artifact with { Size = 1 } }, "SizeMismatch", "and the record says 1");
        var path = Path.Combine(runs.Folder, "broken.onnx");
        await File.WriteAllTextAsync(path, "this is no model", TestContext.Current.CancellationToken);
        var broken = new ModelArtifact { Uri = ObjectUri.FromPath(path).ToString(), Digest = Digest.Of(File.ReadAllBytes(path)), Size = 16 };
        await FailsAsync(Spec() with { Artifact = broken }, "InvalidModel", "cannot be loaded");
    }

    [Fact]
    public async Task Data_that_does_not_fit_the_model_is_told_with_the_column()
    {
        using var narrow = Set("SELECT 0.5 AS x, true AS label FROM range(50)", DatasetRole.Golden, [Of("x", ColumnType.Float64), Of("label", ColumnType.Boolean)], 50);
        await FailsAsync(Spec() with { Dataset = narrow.Pin }, "UnfitSet", "has no column 'y', which the model takes");
        await FailsAsync(Spec() with { Dataset = learned.Pin }, "RoleIsTraining", "may have learned its rows");
        await FailsAsync(Spec() with { Label = "truth" }, "UnknownLabel", "has no column 'truth'");
        await FailsAsync(Spec() with { Classes = ["no", "yes"] }, "UnknownClass", "has the label 'false'");
        using var bare = Set("SELECT 0.5 AS x, 0.5 AS y, NULL::BOOLEAN AS label FROM range(50)", DatasetRole.Golden, [Of("x", ColumnType.Float64), Of("y", ColumnType.Float64), Of("label", ColumnType.Boolean)], 50);
        await FailsAsync(Spec() with { Dataset = bare.Pin }, "NoLabels", "so nothing can be measured");
        await FailsAsync(Spec() with { ScoreOutput = "score" }, "UnfitModel", "The model has no output 'score'");
    }

    private EvaluateSpec Spec() => new()
    {
        Namespace = "shop", Model = "clicks", Version = "v1", Artifact = artifact, Task = LearningTask.Binary, Classes = ["false", "true"], Dataset = golden.Pin, Label = "label", Threads = 2,
        Output = ObjectUri.FromPath(Path.Combine(runs.Folder, "evaluated")).ToString(),
    };

    private async Task FailsAsync(EvaluateSpec spec, string reason, string says)
    {
        var (code, result) = await RunAsync(spec);
        code.ShouldBeOneOf(2, 3);
        result.Error!.Reason.ShouldBe(reason);
        result.Error.Message.ShouldContain(says);
        result.Evaluate.ShouldBeNull();
    }

    private async Task<(int Code, StepResult Result)> RunAsync(EvaluateSpec spec)
    {
        var path = Path.Combine(runs.Folder, "evaluate.json");
        await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.EvaluateSpec));
        var environment = new StepEnvironment { SpecPath = path, TerminationLog = Path.Combine(runs.Folder, "termination"), ScratchRoot = Path.Combine(runs.Folder, "scratch") };
        using var stores = new ObjectStores();
        var code = await new StepRunner(environment, stores, TextWriter.Null, TextWriter.Null, TimeProvider.System).RunAsync(StepCatalogue.Find("evaluate")!, TestContext.Current.CancellationToken);
        return (code, JsonSerializer.Deserialize(await File.ReadAllBytesAsync(Path.Combine(runs.Folder, "termination")), ContractsJson.Default.StepResult)!);
    }

    private static TestDataset Data(int rows, int shift, DatasetRole role) => Set(
        $"SELECT i AS id, (hash(i) % 1000)::DOUBLE / 1000 AS x, (hash(i, 3) % 1000)::DOUBLE / 1000 AS y, x + y + (hash(i, 5) % 100)::DOUBLE / 500 > 1.1 AS label FROM range({shift}, {shift + 10_000}) t(i)",
        role, [Of("x", ColumnType.Float64), Of("y", ColumnType.Float64), Of("label", ColumnType.Boolean)], rows);

    private static TestDataset Set(string select, DatasetRole role, IReadOnlyList<Column> columns, int rows) => new(select, columns, rows, manifest => manifest with { Role = role });

    private static Column Of(string name, ColumnType type) => new() { Name = name, Type = type, Nullable = true };
}

using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Storage;
using Slipway.Trainer.Training.Compression;
using Slipway.Trainer.Training.Learning;
using Slipway.Trainer.Training.Parameters;

namespace Slipway.Trainer.Tests.Training.Compression;

/// <summary>Models made smaller from one that was learned.</summary>
public sealed class CompressionTests : IDisposable
{
    private readonly TrainRuns runs = new();

    [Theory]
    [Trait("Capability", "T17")]
    [InlineData("clicked", LearningTask.Binary)]
    [InlineData("tier", LearningTask.Multiclass)]
    [InlineData("spent", LearningTask.Regression)]
    public async Task A_student_learns_what_its_teacher_predicts(string label, LearningTask task)
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 6_000);
        var spec = runs.Spec(dataset, label, task, """{"n_estimators":40,"max_depth":6,"learning_rate":0.2}""") with
        {
            Compression = new CompressionPolicy { Method = CompressionMethod.Distillation, Hyperparameters = Parameters("""{"num_boost_round":8,"max_depth":3,"eta":0.5}""") },
        };
        var result = await runs.RunAsync(spec);
        result.Error.ShouldBeNull(runs.Output.ToString());
        var report = TrainRuns.Evaluation(spec).Compression!;
        report.Model.Trees.ShouldBe(report.Teacher.Trees / 5);
        report.Model.Bytes.ShouldBeLessThan(report.Teacher.Bytes / 2);
        report.Model.LatencyMicroseconds.ShouldBeGreaterThan(0);
        result.Train!.Artifact.Size.ShouldBe(report.Model.Bytes);
        result.Train.Metrics!.ShouldContain(metric => metric.Metric == report.Model.Metric && Math.Abs(metric.Value!.Value - report.Model.Value!.Value) < 1e-4);
        report.MeanDifference.ShouldBeGreaterThan(0);
    }

    [Fact]
    [Trait("Capability", "T17")]
    public async Task A_pruned_model_keeps_its_first_rounds_and_names_what_it_came_from()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 4_000);
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":30,"max_depth":4}""") with { Compression = new CompressionPolicy { Rounds = 10 } };
        var result = await runs.RunAsync(spec);
        result.Error.ShouldBeNull(runs.Output.ToString());
        var report = TrainRuns.Evaluation(spec).Compression!;
        (report.Teacher.Trees, report.Model.Trees).ShouldBe((30, 10));

        var derived = result.Train!.DerivedFrom!;
        derived.Method.ShouldBe(CompressionMethod.Pruning);
        derived.Digest.ShouldBe(Digest.Of(await File.ReadAllBytesAsync(ObjectUri.Parse(derived.Uri).LocalPath, TestContext.Current.CancellationToken)));
        TrainRuns.Manifest(spec).Provenance.DerivedFrom.ShouldBe(derived);
        var alone = runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":10,"max_depth":4}""", "alone");
        (await runs.RunAsync(alone)).Train!.DerivedFrom.ShouldBeNull();
        Area(TrainRuns.Evaluation(spec)).ShouldBe(Area(TrainRuns.Evaluation(alone)));
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(0.1, 3)]
    [InlineData(0.5, 2)]
    [InlineData(1, 1)]
    public void A_tolerance_is_a_share_of_what_the_rounds_gained(double tolerance, int rounds)
    {
        CurvePoint[] curve = [.. new[] { 0.6, 0.4, 0.31, 0.3 }.Select((value, round) => new CurvePoint(round, Split.Validation, "logloss", value))];
        using var trained = new TrainedBooster(new XGBoost.Booster([]), BestRound: 3, curve);
        var parameters = ParameterReader.Read(new ParameterRequest(LearningTask.Binary, null));
        PruningRule.Rounds(new CompressionPolicy { Tolerance = tolerance }, trained, parameters).ShouldBe(rounds);
    }

    public void Dispose() => runs.Dispose();

    private static double Area(EvaluationReport report) => report.Metrics.Single(metric => metric is { Metric: "roc_auc", Split: Split.Test, Slice: null }).Value!.Value;

    private static Dictionary<string, JsonElement> Parameters(string json) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
}

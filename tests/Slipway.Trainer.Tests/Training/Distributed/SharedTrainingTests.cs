using System.Text.Json;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;

namespace Slipway.Trainer.Tests.Training.Distributed;

/// <summary>Several processes of the trainer that learn one model together, with the library that the trainer's image has.</summary>
[Trait("Capability", "T5")]
public sealed class SharedTrainingTests : IDisposable
{
    private const int Workers = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TrainRuns runs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Capability", "T15")]
    public async Task Three_workers_learn_a_model_as_good_as_that_of_one_each_from_a_third_of_the_rows()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 30_000);
        using var gang = new Gang(Spec(dataset, Workers, "three"), Trixie.Trainer);
        using var single = new Gang(Spec(dataset, 1, "one"), Trixie.Trainer);
        gang.Start();
        (await gang.ExitCodesAsync(Patience, Cancellation)).ShouldBe([0, 0, 0], gang.Log(0));
        single.Start();
        (await single.ExitCodesAsync(Patience, Cancellation)).ShouldBe([0], single.Log(0));

        // Who learned from what.
        var train = 18_000L;
        var others = Enumerable.Range(1, Workers - 1).Select(gang.Termination).ToList();
        others.Select(other => other.Worker).ShouldBe([new WorkerResult { Index = 1, Rows = train / Workers }, new WorkerResult { Index = 2, Rows = train / Workers }]);
        others.ShouldAllBe(other => other.Train == null && other.Outcome == StepOutcome.Succeeded);
        gang.Log(0).ShouldContain($"training on {train / Workers} rows of");
        TrainRuns.Manifest(gang.Spec).Provenance.Workers.ShouldBe(Workers);
        TrainRuns.Manifest(single.Spec).Provenance.Workers.ShouldBeNull();

        // The first worker alone exports and measures, on all rows of the other splits.
        var (shared, alone) = (TrainRuns.Evaluation(gang.Spec), TrainRuns.Evaluation(single.Spec));
        foreach (var metric in new[] { "roc_auc", "log_loss", "accuracy" })
        {
            var (one, three) = (Test(alone, metric), Test(shared, metric));
            three.N.ShouldBe(9_000);
            three.Value!.Value.ShouldBe(one.Value!.Value, 0.01, metric);
        }

        shared.Parity!.MaxDifference.ShouldBeLessThan(1e-5);
        Rounds(shared).ShouldBe(Rounds(alone), "the same metrics of every round, of all workers' rows");
        // What each round gave on the train split is of all rows, not of a worker's.
        Curve(shared, Split.Train).Zip(Curve(alone, Split.Train)).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 0.01);
        Curve(shared, Split.Validation).Zip(Curve(alone, Split.Validation)).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 0.02);
    }

    [Fact]
    [Trait("Capability", "T7")]
    public async Task When_a_worker_is_killed_the_others_end_at_once_and_all_may_be_tried_again()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 6_000);
        using var gang = new Gang(Spec(dataset, Workers, "out", """{"n_estimators":100000}"""), Trixie.Trainer);
        gang.Start();
        await gang.UntilAsync(0, "round ", Cancellation);
        gang.Processes[2].Kill();

        var codes = await gang.ExitCodesAsync(TimeSpan.FromSeconds(20), Cancellation);
        codes[..2].ShouldBe([StepExitCode.Temporary, StepExitCode.Temporary], gang.Log(0));
        for (var rank = 0; rank < 2; rank++)
        {
            var error = gang.Termination(rank).Error!;
            error.Reason.ShouldBe("WorkerLost");
            error.Remedy.ShouldContain("All workers start again");
        }

        File.Exists(TrainRuns.FileOf(gang.Spec, "model.onnx")).ShouldBeFalse();
    }

    [Fact]
    [Trait("Capability", "T7")]
    public async Task A_worker_that_never_comes_is_waited_for_no_longer_than_said()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 2_000);
        using var gang = new Gang(Spec(dataset, Workers, "out"), Trixie.Trainer, new Dictionary<string, string> { ["SLIPWAY_WORKER_TIMEOUT_SECONDS"] = "3" });
        gang.Start(2);

        (await gang.ExitCodesAsync(TimeSpan.FromSeconds(60), Cancellation)).ShouldBe([StepExitCode.Temporary, StepExitCode.Temporary], gang.Log(1));
        gang.Termination(0).Error!.Reason.ShouldBe("WorkerLost");
    }

    [Fact]
    public async Task A_wrong_parameter_ends_every_worker_as_one_that_need_not_be_tried_again()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 2_000);
        using var gang = new Gang(Spec(dataset, Workers, "out", """{"tree_method":"exact"}"""), Trixie.Trainer);
        gang.Start();

        (await gang.ExitCodesAsync(Patience, Cancellation)).ShouldBe([StepExitCode.Invalid, StepExitCode.Invalid, StepExitCode.Invalid], gang.Log(0));
        gang.Termination(1).Error!.Message.ShouldContain("tree_method exact needs all rows in one process");
    }

    [Fact]
    public async Task A_library_that_cannot_share_a_training_says_so()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 500);
        var result = await runs.RunAsync(Spec(dataset, 2, "out"), Cancellation);

        result.Outcome.ShouldBe(StepOutcome.Invalid);
        // On a Debian whose own libxgboost can, what is missing is the place to meet.
        result.Error!.Reason.ShouldBe(XGBoost.XGBoostLibrary.HasCollective ? "NoTracker" : "WorkersNotSupported");
        result.Error.Message.ShouldContain("workers is 2");
    }

    public void Dispose() => runs.Dispose();

    private TrainSpec Spec(TestDataset dataset, int workers, string output, string hyperparameters = """{"n_estimators":20,"max_depth":4,"eval_metric":"logloss"}""") =>
        runs.Spec(dataset, "clicked", LearningTask.Binary, hyperparameters, output) with { Workers = workers, Threads = 1 };

    private static MetricValue Test(EvaluationReport report, string metric) => report.Metrics.Single(each => each is { Split: Split.Test, Slice: null } && each.Metric == metric);

    private static IEnumerable<(int, Split, string)> Rounds(EvaluationReport report) => report.Curve!.Select(point => (point.Round, point.Split, point.Metric));

    private static IEnumerable<double> Curve(EvaluationReport report, Split split) => report.Curve!.Where(point => point.Split == split).Select(point => point.Value);
}

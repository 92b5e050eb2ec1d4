using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Storage;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Trials;

namespace Slipway.Trainer.Tests.Training;

[Trait("Capability", "T11")]
public sealed class TrialStepTests : IDisposable
{
    private const int Rounds = 12;
    private readonly TrainRuns runs = new();

    [Theory]
    [InlineData("clicked", LearningTask.Binary)]
    [InlineData("tier", LearningTask.Multiclass)]
    [InlineData("spent", LearningTask.Regression)]
    public async Task Every_metric_that_can_be_searched_for_is_that_of_the_model_on_the_validation_split(string label, LearningTask task)
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 3_000);
        var spec = Spec(dataset, label, task);
        if (task == LearningTask.Binary)
            spec = spec with { Train = spec.Train with { Evaluation = new EvaluationPolicy { Threshold = new ThresholdRule { Goal = ThresholdGoal.MinCost, FalsePositiveCost = 1, FalseNegativeCost = 3 } } } };
        spec = spec with { Metrics = [.. SearchMetrics.Of(task).Keys.Order(StringComparer.Ordinal)] };
        var trial = await RunAsync(spec);
        var model = await runs.RunAsync(spec.Train with { Output = Uri("model") });

        model.Error.ShouldBeNull(runs.Output.ToString());
        trial.Rows.ShouldBe(1800);
        trial.ValidationRows.ShouldBe(300);
        trial.Rounds.ShouldBe(Rounds);
        var validation = TrainRuns.Evaluation(spec.Train with { Output = Uri("model") }).Metrics.Where(metric => metric.Split == Split.Validation).ToDictionary(metric => metric.Metric, metric => metric.Value);
        foreach (var (metric, value) in spec.Metrics.Zip(trial.Values))
        {
            if (metric == SearchMetrics.ModelNodes) value!.Value.ShouldBeGreaterThan(Rounds);
            else value.ShouldNotBeNull(metric).ShouldBe(validation[metric]!.Value, 1e-5 * Math.Max(1, Math.Abs(validation[metric]!.Value)), metric);
        }
    }

    [Fact]
    public async Task The_test_split_is_not_even_opened()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 2_000);
        var spec = Spec(dataset, "clicked", LearningTask.Binary);
        var before = await RunAsync(spec);
        File.Delete(Path.Combine(dataset.Folder, "Test.parquet"));
        var after = await RunAsync(spec with { Output = Uri("again") });
        after.Values.ShouldBe(before.Values);
        (await runs.RunAsync(spec.Train)).Error!.Message.ShouldContain("Test.parquet", Case.Sensitive, "a model is not made without it");
    }

    [Fact]
    public async Task A_trial_that_pauses_and_goes_on_is_the_trial_that_ran_through()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 2_000);
        var spec = Spec(dataset, "clicked", LearningTask.Binary);
        var whole = await RunAsync(spec);
        var first = await RunAsync(spec with { Rounds = 4, Checkpoint = true, Output = Uri("rung-0") });
        first.Rounds.ShouldBe(4);
        first.Values[0]!.Value.ShouldNotBe(whole.Values[0]!.Value);
        var second = await RunAsync(spec with { Resume = first.Checkpoint, Output = Uri("rung-1") });
        second.Rounds.ShouldBe(Rounds);
        second.Values[0]!.Value.ShouldBe(whole.Values[0]!.Value, 1e-6);
        second.Checkpoint.ShouldBeNull();

        await File.AppendAllTextAsync(ObjectUri.Parse(first.Checkpoint!.Uri).LocalPath, "x", TestContext.Current.CancellationToken);
        var (result, code) = await StepAsync(spec with { Resume = first.Checkpoint, Output = Uri("rung-2") });
        result.Error!.Reason.ShouldBe("DigestMismatch");
        code.ShouldBe(StepExitCode.Invalid);
    }

    [Fact]
    public async Task A_trial_ends_itself_where_it_is_worse_than_the_median_of_others_and_not_where_it_is_better()
    {
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 2_000);
        var spec = Spec(dataset, "clicked", LearningTask.Binary) with { ReportAt = [3, 6, 9] };
        var free = await RunAsync(spec);
        free.Reported!.Count.ShouldBe(3);
        free.StoppedEarly.ShouldBeFalse();

        double second = Math.Max(free.Reported[0]!.Value, free.Reported[1]!.Value);
        var stopped = await RunAsync(spec with { Stops = [new TrialStop(3, 0.01), new TrialStop(6, second + 0.001)] });
        stopped.StoppedEarly.ShouldBeTrue();
        stopped.Rounds.ShouldBe(6);
        stopped.Reported.ShouldBe(free.Reported.Take(2));
        var kept = await RunAsync(spec with { Stops = [new TrialStop(3, 0.01), new TrialStop(6, second)] });
        kept.StoppedEarly.ShouldBeFalse("only what is worse is stopped");

        // The other way round for an error.
        var loss = spec with { Metrics = ["log_loss"], LargerIsBetter = false };
        (await RunAsync(loss with { Stops = [new TrialStop(3, 1e9)] })).Rounds.ShouldBe(Rounds);
        (await RunAsync(loss with { Stops = [new TrialStop(3, 1e-9)] })).Rounds.ShouldBe(3);
    }

    [Fact]
    public async Task What_a_trial_cannot_do_it_says_with_the_remedy()
    {
        using var without = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 500, validationPercent: 0);
        var (result, code) = await StepAsync(Spec(without, "clicked", LearningTask.Binary));
        code.ShouldBe(StepExitCode.Refused);
        result.Error!.Reason.ShouldBe("NoValidationRows");
        result.Error.Remedy.ShouldContain("splits.validationPercent");

        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 500);
        var wrong = Spec(dataset, "clicked", LearningTask.Binary);
        (result, code) = await StepAsync(wrong with { Train = wrong.Train with { Hyperparameters = new Dictionary<string, JsonElement> { ["max_dpeth"] = JsonElement.Parse("3") } } });
        code.ShouldBe(StepExitCode.Invalid);
        result.Error!.Remedy.ShouldBe("Did you mean 'max_depth'?");
    }

    public void Dispose() => runs.Dispose();

    private TrialSpec Spec(TestDataset dataset, string label, LearningTask task) => new()
    {
        Trial = 1, Train = runs.Spec(dataset, label, task, $$"""{"n_estimators":{{Rounds}},"max_depth":3,"eta":0.4}"""), Metrics = [task switch { LearningTask.Binary => "roc_auc", LearningTask.Multiclass => "accuracy", _ => "rmse" }],
        LargerIsBetter = task != LearningTask.Regression, Rounds = Rounds, Output = Uri("trial"),
    };

    private string Uri(string folder) => ObjectUri.FromPath(Path.Combine(runs.Folder, folder)).ToString();

    private async Task<TrialResult> RunAsync(TrialSpec spec)
    {
        var (result, code) = await StepAsync(spec);
        result.Error.ShouldBeNull(runs.Output.ToString());
        code.ShouldBe(StepExitCode.Succeeded);
        return result.Trial!;
    }

    private async Task<(StepResult Result, int Code)> StepAsync(TrialSpec spec)
    {
        var path = Path.Combine(runs.Folder, "trial.json");
        await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.TrialSpec), TestContext.Current.CancellationToken);
        using var stores = new ObjectStores();
        var environment = new StepEnvironment { SpecPath = path, TerminationLog = Path.Combine(runs.Folder, "termination"), ScratchRoot = Path.Combine(runs.Folder, "scratch") };
        var code = await new StepRunner(environment, stores, runs.Output, runs.Output, TimeProvider.System).RunAsync(TrialStep.Step, TestContext.Current.CancellationToken);
        return (JsonSerializer.Deserialize(await File.ReadAllBytesAsync(environment.TerminationLog!, TestContext.Current.CancellationToken), ContractsJson.Default.StepResult)!, code);
    }
}

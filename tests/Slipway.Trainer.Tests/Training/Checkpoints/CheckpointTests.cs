using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Training.Checkpoints;
using Slipway.Trainer.Training.Parameters;

namespace Slipway.Trainer.Tests.Training.Checkpoints;

/// <summary>What is gone on from, and what is not.</summary>
[Trait("Capability", "T8")]
public sealed class CheckpointTests : IDisposable
{
    private const string Endless = """{"n_estimators":100000,"max_depth":2}""";
    private readonly TrainRuns runs = new();
    private readonly TestDataset dataset = new(TestDataset.Shop, TestDataset.ShopColumns, 400);

    [Fact]
    public async Task A_terminated_run_loses_nothing_and_keeps_its_curve()
    {
        var spec = await InterruptedAsync(Endless);
        var index = Index(spec);
        index.Curve[^1].Round.ShouldBe(index.Checkpoints[0].Rounds - 1);

        await GoOnAsync(spec, index);

        runs.Output.ToString().ShouldContain($"goes on from round {index.Checkpoints[0].Rounds}");
        Index(spec).Checkpoints[0].Rounds.ShouldBeGreaterThan(index.Checkpoints[0].Rounds);
        Index(spec).Resumed!.Single().Round.ShouldBe(index.Checkpoints[0].Rounds);
    }

    [Fact]
    public async Task Early_stopping_goes_on_as_if_nothing_had_happened()
    {
        const string stopping = """{"n_estimators":2000,"max_depth":3,"eta":0.05,"early_stopping_rounds":40}""";
        var spec = await InterruptedAsync(stopping, until: 20);
        var resumed = (await runs.RunAsync(spec)).Train!;
        resumed.ResumedFrom.ShouldNotBeNull();
        var whole = (await runs.RunAsync(spec with { Output = spec.Output + "-whole" })).Train!;
        resumed.Booster!.Rounds.ShouldBe(whole.Booster!.Rounds);
        resumed.Artifact.Digest.ShouldBe(whole.Artifact.Digest);
    }

    [Fact]
    public async Task A_torn_checkpoint_is_refused_and_an_older_one_is_taken()
    {
        var spec = await InterruptedAsync(Endless);
        var before = Index(spec);
        before.Checkpoints.Count.ShouldBe(2);
        await File.WriteAllBytesAsync(FileOf(spec, before.Checkpoints[0].File), [1, 2, 3], TestContext.Current.CancellationToken);

        await GoOnAsync(spec, before);

        runs.Output.ToString().ShouldContain($"goes on from round {before.Checkpoints[1].Rounds}");
    }

    [Theory]
    [InlineData("seed")]
    [InlineData("data")]
    [InlineData("hyperparameters")]
    [InlineData("run")]
    public async Task A_foreign_checkpoint_is_refused_and_told(string difference)
    {
        var spec = await InterruptedAsync("""{"n_estimators":300,"max_depth":2}""", until: 10);
        var other = difference switch
        {
            "seed" => spec with { Seed = 5 },
            "data" => spec with { Label = "member", Features = [new() { Name = "price" }] },
            "run" => spec with { Run = "shop-2" },
            _ => spec with { Hyperparameters = runs.Spec(dataset, "clicked", LearningTask.Binary, """{"n_estimators":300,"max_depth":3}""").Hyperparameters },
        };
        if (difference == "data") other = other with { Unlabelled = UnlabelledRows.LeaveOut };

        var result = await runs.RunAsync(other);

        result.Error.ShouldBeNull();
        result.Train!.ResumedFrom.ShouldBeNull();
        result.Train.Warnings!.ShouldContain(warning => warning.Contains("of run shop-1 with other data, parameters or engines"));
        result.Train.Booster!.Rounds.ShouldBe(300);
    }

    [Fact]
    [Trait("Capability", "T6")]
    public async Task A_run_that_was_finished_is_not_learned_again()
    {
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary);
        var first = await runs.RunAsync(spec);
        var written = File.GetLastWriteTimeUtc(TrainRuns.FileOf(spec, "model.onnx"));

        var second = await runs.RunAsync(spec);

        second.Train!.Artifact.ShouldBe(first.Train!.Artifact);
        File.GetLastWriteTimeUtc(TrainRuns.FileOf(spec, "model.onnx")).ShouldBe(written);
        runs.Output.ToString().ShouldContain("its result stands");
        await File.WriteAllBytesAsync(TrainRuns.FileOf(spec, "model.onnx"), [1], TestContext.Current.CancellationToken);
        (await runs.RunAsync(spec)).Train!.Artifact.ShouldBe(first.Train.Artifact);
        new FileInfo(TrainRuns.FileOf(spec, "model.onnx")).Length.ShouldBe(first.Train.Artifact.Size, "a torn file is written again");
    }

    [Fact]
    public async Task Self_training_goes_on_in_the_round_that_it_was_in()
    {
        using var partly = new TestDataset(
            TestDataset.Shop.Replace("AS clicked,", "AS known,", StringComparison.Ordinal).Replace("SELECT country,", "SELECT CASE WHEN noise < 0.5 THEN noise + coalesce(price, 30) / 100 > 0.6 END AS clicked, country,", StringComparison.Ordinal),
            [.. TestDataset.ShopColumns.Where(column => column.Name != "clicked"), new() { Name = "clicked", Type = Contracts.Data.ColumnType.Boolean, Nullable = true }], 600);
        var spec = runs.Spec(partly, "clicked", LearningTask.Binary, """{"n_estimators":40,"max_depth":3}""") with
        {
            SelfTraining = new SelfTraining { MinConfidence = 0.8, MaxRounds = 2 }, Checkpoint = new CheckpointPolicy { Rounds = 15 },
        };
        var whole = await runs.RunAsync(spec with { Output = spec.Output + "-whole" });
        whole.Error.ShouldBeNull(runs.Output.ToString());
        await StopAtAsync(spec, "stage-1");
        Directory.Exists(FileOf(spec, "", "stage-0")).ShouldBeTrue();

        var resumed = await runs.RunAsync(spec);

        resumed.Train!.ResumedFrom!.Count.ShouldBeGreaterThan(1, "the first stage was complete, the second was not");
        resumed.Train.Artifact.Digest.ShouldBe(whole.Train!.Artifact.Digest);
    }

    [Theory]
    [InlineData("1.7.4", "subsample", "0.5", false)]
    [InlineData("3.2.0", "colsample_bytree", "0.5", false)]
    [InlineData("1.7.4", "subsample", "1", true)]
    [InlineData("3.3.0", "subsample", "0.5", true)]
    [InlineData("1.7.4", "booster", "dart", false)]
    public void Equality_is_claimed_only_where_the_library_keeps_its_random_numbers(string library, string name, string value, bool exact)
    {
        var parameters = new LearnerParameters(new Dictionary<string, string> { ["objective"] = "binary:logistic", [name] = value }, 10, null, []) { Metrics = ["logloss"] };
        RunCheckpoints.IsExact(parameters, Version.Parse(library)).ShouldBe(exact);
    }

    public void Dispose()
    {
        dataset.Dispose();
        runs.Dispose();
    }

    // Ends by a signal as soon as there are two checkpoints, the newest of them of so many rounds.
    private async Task<TrainSpec> InterruptedAsync(string hyperparameters, int until = 10)
    {
        var spec = runs.Spec(dataset, "clicked", LearningTask.Binary, hyperparameters) with { Checkpoint = new CheckpointPolicy { Rounds = 5 } };
        var result = await StopWhenAsync(spec, () => File.Exists(FileOf(spec, "index.json")) && Index(spec).Checkpoints is [var newest, _] && newest.Rounds >= until);
        result.Error!.Reason.ShouldBe("Interrupted", runs.Output.ToString());
        return spec;
    }

    // Goes on until there is another checkpoint.
    private async Task GoOnAsync(TrainSpec spec, CheckpointIndex before) =>
        (await StopWhenAsync(spec, () => Index(spec).Checkpoints[0] != before.Checkpoints[0])).Error!.Reason.ShouldBe("Interrupted", runs.Output.ToString());

    private Task<StepResult> StopAtAsync(TrainSpec spec, string stage) => StopWhenAsync(spec, () => File.Exists(FileOf(spec, "index.json", stage)));

    private async Task<StepResult> StopWhenAsync(TrainSpec spec, Func<bool> holds)
    {
        using var stop = new CancellationTokenSource();
        var run = Task.Run(() => runs.RunAsync(spec, stop.Token), TestContext.Current.CancellationToken);
        while (!run.IsCompleted && !holds()) await Task.Delay(1, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        return await run;
    }

    private static string FileOf(TrainSpec spec, string name, string stage = "stage-0") => TrainRuns.FileOf(spec, $"checkpoints/{stage}/{name}");

    private static CheckpointIndex Index(TrainSpec spec) => JsonSerializer.Deserialize(File.ReadAllBytes(FileOf(spec, "index.json")), ContractsJson.Default.CheckpointIndex)!;
}

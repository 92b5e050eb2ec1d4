using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Evaluation.Stability;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Tests.Training.Stability;

[Trait("Capability", "E11")]
public sealed class StabilityTests : IDisposable
{
    private const string Fine = """{"n_estimators":30,"max_depth":4}""";
    private const string Coarse = """{"n_estimators":1,"max_depth":1}""";

    private readonly TrainRuns runs = new();
    private readonly TestDataset data = new(TestDataset.Shop, TestDataset.ShopColumns, 5000, manifest => manifest with { Slices = [new Slice { Column = "country" }] });

    public void Dispose()
    {
        data.Dispose();
        runs.Dispose();
    }

    [Theory, Trait("Capability", "E3")]
    [InlineData("clicked", LearningTask.Binary, "roc_auc")]
    [InlineData("tier", LearningTask.Multiclass, "accuracy")]
    [InlineData("spent", LearningTask.Regression, "r2")]
    public async Task Predictions_are_compared_with_those_of_the_version_in_use_on_the_same_rows(string label, LearningTask task, string metric)
    {
        var first = runs.Spec(data, label, task, Fine, "one");
        var champion = ChampionOf(await RunAsync(first));

        var same = Next(first, "two", champion) with { Gates = [Limit("mean_change", 0), Limit("largest_change", 0), new Gate { Metric = "score_correlation", Min = 1 }] };
        (await RunAsync(same)).Train!.Gates!.ShouldAllBe(gate => gate.Passed);
        var alike = TrainRuns.Evaluation(same).Stability!;
        (alike.Version, alike.Comparisons[0].Rows, alike.Comparisons[0].LargestChange).ShouldBe(("v1", 1500, 0));
        alike.Comparisons[0].Churn.ShouldBe(task == LearningTask.Regression ? (double?)null : 0);
        alike.Comparisons.Select(comparison => comparison.Slice).ShouldBe([null, "country=DE", "country=FR", "country=NL", "country=DK", "country=SE"], ignoreOrder: true);

        // The record lies; its rows do not: only what the old file gives for these rows counts.
        var coarse = Next(first, "three", champion, Coarse) with
        {
            Champion = [new MetricValue { Metric = metric, Value = -5, N = 1 }],
            Gates = [Limit(task == LearningTask.Regression ? "mean_change" : "changed_decisions", 0.001) with { Slice = "country=*" }, new Gate { Metric = metric, MaxRegression = 0.001 }],
        };
        var changed = await RunAsync(coarse);
        changed.Train!.Gates!.ShouldAllBe(gate => !gate.Passed);
        changed.Train.Gates![1].Message.ShouldContain("no worse than the version in use");
        var all = TrainRuns.Evaluation(coarse).Stability!.Comparisons[0];
        all.MeanChange.ShouldBeInRange(1e-6, all.LargestChange);
        all.Correlation!.Value.ShouldBeInRange(0.2, 0.99);
        if (task != LearningTask.Regression) (all.Churn!.Value, all.Low < all.Churn, all.Churn < all.High).ShouldBe(((double)all.ChangedDecisions!.Value / 1500, true, true));
    }

    [Fact]
    public async Task Without_a_version_in_use_there_is_no_churn_and_with_one_that_cannot_be_compared_no_gate_passes()
    {
        var first = runs.Spec(data, "clicked", LearningTask.Binary, Coarse, "one") with { Gates = [Limit("changed_decisions", 0.1)] };
        var made = await RunAsync(first);
        made.Train!.Gates![0].ShouldSatisfyAllConditions(gate => gate.Passed.ShouldBeTrue(), gate => gate.Message.ShouldEndWith("no version is in use."));
        TrainRuns.Evaluation(first).Stability.ShouldBeNull();

        var champion = ChampionOf(made);
        foreach (var (broken, why) in new[]
        {
            (champion with { Digest = "sha256:" + new string('0', 64) }, "the record says sha256:000"),
            (champion with { Uri = champion.Uri + ".gone" }, "model.onnx.gone"),
        })
        {
            var result = await RunAsync(Next(first, "two", broken, Coarse));
            result.Train!.Gates![0].Passed.ShouldBeFalse();
            result.Train.Warnings!.ShouldContain(warning => warning.StartsWith("Predictions were not compared row by row with those of v1", StringComparison.Ordinal) && warning.Contains(why));
        }

        using var narrow = new TestDataset($"SELECT * EXCLUDE (visits) FROM ({TestDataset.Shop})", [.. TestDataset.ShopColumns.Where(column => column.Name != "visits")], 2000);
        var without = await RunAsync(Next(first, "three", champion, Coarse) with { Dataset = narrow.Pin, Features = [new() { Name = "price" }] });
        without.Train!.Warnings!.ShouldContain(warning => warning.Contains("it reads 'visits', which the new version's data do not have"));

        var turned = await RunAsync(Next(first, "four", champion, Coarse) with { PositiveClass = "false" });
        turned.Train!.Warnings!.ShouldContain(warning => warning.Contains("its classes are false, true, and those of the new version true, false"));
    }

    [Fact]
    public void Changes_are_counted_for_all_rows_and_for_each_slice_with_enough()
    {
        var target = new Target("label", LearningTask.Binary, ["no", "yes"], [0.5, 0.5], 0);
        var slices = new SliceMembers(new SliceColumn("country", "country", null));
        foreach (var (row, country) in new[] { "DE", "DE", "FR", "DE" }.Index()) slices.Add(row, country);
        var found = StabilityStudy.Compare(new Predictions([0.1f, 0.7f, 0.5f, 0.9f], target, 0.5f), new Predictions([0.1f, 0.4f, 0.7f, 0.8f], target, 0.6f), [slices], minRows: 2);
        found.Select(each => (each.Slice, each.Rows, each.ChangedDecisions)).ShouldBe([(null, 4, 1), ("country=DE", 3, 1)], "each version decides by its own threshold");
        found[0].MeanChange.ShouldBe(0.15, 1e-6);
        found[0].LargestChange.ShouldBe(0.3, 1e-6);
        // By hand: deviations from the means 0.55 and 0.5.
        found[0].Correlation!.Value.ShouldBe(0.26 / Math.Sqrt(0.35 * 0.30), 1e-4);
        StabilityStudy.Compare(new Predictions([0.5f, 0.5f], target, 0.5f), new Predictions([0.1f, 0.4f], target, 0.6f), [], 1)[0].Correlation.ShouldBeNull();
    }

    private static Gate Limit(string metric, double max) => new() { Metric = metric, Max = max };

    private TrainSpec Next(TrainSpec spec, string output, ChampionModel champion, string parameters = Fine) => runs.Spec(data, spec.Label, spec.Task, parameters, output) with
    {
        Version = "v2", Gates = spec.Gates, Champion = [], ChampionModel = champion,
    };

    private static ChampionModel ChampionOf(StepResult result) => new("v1", result.Train!.Artifact.Uri, result.Train.Artifact.Digest);

    private async Task<StepResult> RunAsync(TrainSpec spec)
    {
        var result = await runs.RunAsync(spec, TestContext.Current.CancellationToken);
        result.Error.ShouldBeNull();
        return result;
    }
}

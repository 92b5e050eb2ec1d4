using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Training.Learning;

namespace Slipway.Trainer.Tests.Training;

[Trait("Capability", "F12")]
public sealed class WindowTests : IDisposable
{
    // User 0 clicks once a minute, in second 30, for a price of 2; user 1 every ten minutes for 5; user 2 never.
    private const string Clicks = """
        SELECT (i % 2)::BIGINT AS user, TIMESTAMP '2026-01-01' + to_seconds(30 + 60 * (i // 2) * CASE i % 2 WHEN 0 THEN 1 ELSE 10 END) AS clicked_at,
          CASE i % 2 WHEN 0 THEN 2.0 ELSE 5.0 END AS price FROM range(2 * 10000) t(i)
        """;

    // Every user asks every 97 seconds of the first four days, from the second hour on. What they buy is plain from how many clicks there were.
    private const string Visits = """
        SELECT i AS id, (i % 3)::BIGINT AS who, TIMESTAMP '2026-01-01 02:00:00' + to_seconds((i // 3) * 97) AS happened, i % 3 = 0 AS bought FROM range(3 * 3500) t(i)
        """;

    private readonly TrainRuns runs = new();
    private readonly TestDataset clicks = Events(Clicks);
    private readonly TestDataset visits = new(Visits,
        [Of("id", ColumnType.Int64), Of("who", ColumnType.Int64), Of("happened", ColumnType.Timestamp), Of("bought", ColumnType.Boolean)], 3 * 3500,
        manifest => manifest with { Name = "visits", EventTime = "happened", Key = ["id"], Label = new Label { Column = "bought" } });

    [Fact]
    public async Task A_model_learns_from_windows_and_its_manifest_says_how_a_server_computes_them()
    {
        var spec = Spec(clicks);

        var result = await runs.RunAsync(spec, TestContext.Current.CancellationToken);

        result.Error.ShouldBeNull();
        var evaluation = TrainRuns.Evaluation(spec);
        evaluation.Metrics.First(metric => metric is { Metric: "roc_auc", Split: Split.Test, Slice: null }).Value.ShouldBe(1);
        var manifest = TrainRuns.Manifest(spec);
        manifest.Lookups.ShouldBeNull();
        var window = manifest.Windows.ShouldHaveSingleItem();
        (window.Dataset, window.EventTime, window.Length, window.Slide, window.Lateness).ShouldBe(("clicks", "clicked_at", Duration.Parse("1h"), Duration.Parse("10m"), Duration.Parse("10s")));
        window.Entity.ShouldHaveSingleItem().ShouldBe(new LookupKey { Input = "who", Column = "user", Type = ColumnType.Int64 });
        window.Inputs.ShouldBe(
        [
            new WindowInput { Input = "past_clicks", Function = WindowFunction.Count }, new WindowInput { Input = "past_spent", Function = WindowFunction.Sum, Column = "price" },
            new WindowInput { Input = "past_mean", Function = WindowFunction.Mean, Column = "price" },
        ], "past_dearest is read by no feature");
        result.Train!.Windows!.ShouldHaveSingleItem().Inputs.ShouldBe(window.Inputs);
        // By hand: an hour of whole ten minutes has 60 clicks of user 0 for 2, 6 of user 1 for 5, none of user 2.
        manifest.Signature.Inputs.Select(input => (input.Name, input.Min, input.Max)).ShouldBe([("past_clicks", 0, 60), ("past_spent", 0, 120), ("past_mean", 2, 5)]);
        // Two of three users have clicked. A visit is 10 s to 10 min 10 s after the end of its window, and the newest click is 30 s or 9 min 30 s before it.
        evaluation.Joins!.ShouldAllBe(join => join.Dataset == "clicks" && join.Join == 0 && Math.Abs(join.MatchPercent - 200 / 3.0) < 5 && join.MedianAgeSeconds > 40 && join.MedianAgeSeconds < 1180);
    }

    [Fact]
    public async Task The_same_run_gives_the_same_model_to_the_byte()
    {
        var one = await runs.RunAsync(Spec(clicks, "one"), TestContext.Current.CancellationToken);
        var two = await runs.RunAsync(Spec(clicks, "two"), TestContext.Current.CancellationToken);

        two.Train!.Artifact.Digest.ShouldBe(one.Train!.Artifact.Digest);
    }

    [Fact]
    public async Task Windows_and_newest_rows_of_one_dataset_go_together_and_so_do_events_of_the_rows_own()
    {
        using var keyed = new TestDataset(Visits,
            [Of("id", ColumnType.Int64), Of("who", ColumnType.Int64), Of("happened", ColumnType.Timestamp), Of("bought", ColumnType.Boolean)], 3 * 3500,
            manifest => manifest with { Name = "past", EventTime = "happened", Key = ["who", "happened"], Label = null });
        var spec = Spec(clicks) with
        {
            Joins =
            [
                new FeatureJoin { Dataset = "past", Keys = [new JoinKey { Column = "who" }], Columns = ["id"], Prefix = "last_", Ttl = Duration.Parse("1d") },
                new FeatureJoin { Dataset = "visits", Keys = [new JoinKey { Column = "who" }], Window = Window("1h", Of("visits", WindowFunction.Count)) },
                new FeatureJoin { Dataset = "visits", Keys = [new JoinKey { Column = "who" }], Window = Window("20m", Of("few", WindowFunction.Count)) },
            ],
            JoinedDatasets = [keyed.Pin, visits.Pin, visits.Pin],
            Features = [new Feature { Name = "last_id" }, new Feature { Name = "visits" }, new Feature { Name = "few" }],
        };

        (await runs.RunAsync(spec, TestContext.Current.CancellationToken)).Error.ShouldBeNull();

        var manifest = TrainRuns.Manifest(spec);
        manifest.Lookups!.ShouldHaveSingleItem().Dataset.ShouldBe("past");
        manifest.Windows!.Select(window => (window.Dataset, window.Length.ToString())).ShouldBe([("visits", "1h"), ("visits", "20m")]);
        // One visit every 97 seconds; the first row of the train split has 13 before it, and no window of one of its rows happens to hold the 38 that an hour can have.
        manifest.Signature.Inputs.Where(input => input.Name != "last_id").Select(input => (input.Name, input.Min, input.Max)).ShouldBe([("visits", 13, 37), ("few", 12, 13)]);
        TrainRuns.Evaluation(spec).Joins!.Where(join => join.Split == Split.Train).Select(join => join.Join).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task Evaluation_sets_and_expectations_see_windows_as_training_does()
    {
        using var golden = new TestDataset(Visits,
            [Of("id", ColumnType.Int64), Of("who", ColumnType.Int64), Of("happened", ColumnType.Timestamp), Of("bought", ColumnType.Boolean)], 600,
            manifest => manifest with { Name = "golden", EventTime = "happened", Key = ["id"], Label = new Label { Column = "bought" }, Role = DatasetRole.Golden });
        var set = new EvaluationSet { Dataset = "golden" };
        var spec = Spec(clicks) with
        {
            Evaluation = new EvaluationPolicy { Sets = [set] }, EvaluationSets = [new PinnedSet { Set = set, Pin = golden.Pin }],
            Features = [new Feature { Name = "past_clicks", Expectations = [new Expectation { Name = "few", Maximum = 30, Severity = Severity.Warn }] }, new Feature { Name = "past_mean" }],
        };

        (await runs.RunAsync(spec, TestContext.Current.CancellationToken)).Error.ShouldBeNull();

        var report = TrainRuns.Evaluation(spec);
        report.Sets!.ShouldHaveSingleItem().Metrics.First(metric => metric is { Metric: "roc_auc", Slice: null }).Value.ShouldBe(1, "clicks make the label plain, in the set too");
        // One user of three, with a click a minute, is above 30.
        report.Expectations!.First(each => each.Check.Expectation == "few").Counted.ShouldBe(2100);
    }

    [Fact]
    public async Task A_window_that_holds_nothing_for_any_row_is_refused()
    {
        using var others = Events($"SELECT user + 1000 AS user, clicked_at, price FROM ({Clicks})");

        var error = (await runs.RunAsync(Spec(others), TestContext.Current.CancellationToken)).Error!;

        error.Reason.ShouldBe("NothingJoined");
        error.Message.ShouldBe("No row of the train split has an event of Dataset 'clicks' in the 1h before it: every count would be zero and every other value missing.");
        error.Remedy.ShouldContain("window.length");
    }

    [Fact]
    public void Windows_of_one_dataset_are_not_compared_with_each_other() =>
        SanityChecks.OfJoins([new("clicks", Split.Train, 1000, 400, 60), new("clicks", Split.Test, 1000, 410, 60), new("clicks", Split.Train, 1000, 900, 60) { Join = 1 }, new("clicks", Split.Test, 1000, 910, 60) { Join = 1 }]).ShouldBeEmpty();

    public void Dispose()
    {
        clicks.Dispose();
        visits.Dispose();
        runs.Dispose();
    }

    private TrainSpec Spec(TestDataset events, string output = "out") => runs.Spec(visits, "bought", LearningTask.Binary, output: output) with
    {
        Joins =
        [
            new FeatureJoin
            {
                Dataset = "clicks", Keys = [new JoinKey { Column = "who", References = "user" }], Prefix = "past_",
                Window = Window("1h", Of("clicks", WindowFunction.Count), Of("spent", WindowFunction.Sum, "price"), Of("mean", WindowFunction.Mean, "price"), Of("dearest", WindowFunction.Max, "price")),
            },
        ],
        JoinedDatasets = [events.Pin],
        Features = [new Feature { Name = "past_clicks" }, new Feature { Name = "past_spent" }, new Feature { Name = "past_mean" }],
    };

    private static TestDataset Events(string select) => new(select,
        [Of("user", ColumnType.Int64), Of("clicked_at", ColumnType.Timestamp), Of("price", ColumnType.Float64)], 2 * 10000,
        manifest => manifest with { Name = "clicks", EventTime = "clicked_at" });

    private static JoinWindow Window(string length, params WindowAggregate[] aggregates) => new() { Length = Duration.Parse(length), Slide = Duration.Parse("10m"), Aggregates = aggregates };

    private static WindowAggregate Of(string name, WindowFunction function, string? column = null) => new() { Name = name, Function = function, Column = column };

    private static Column Of(string name, ColumnType type) => new() { Name = name, Type = type };
}

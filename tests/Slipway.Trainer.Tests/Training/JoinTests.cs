using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Training.Learning;

namespace Slipway.Trainer.Tests.Training;

[Trait("Capability", "F4")]
public sealed class JoinTests : IDisposable
{
    // Every user has a score each day that says whether they will click on that day: only the score of the right day helps.
    private const string Clicks = """
        SELECT i AS id, i % 50 AS who, TIMESTAMP '2026-01-11' + to_seconds((hash(i) % (20 * 86400))::BIGINT) AS happened,
          hash(i % 50, ((hash(i) % (20 * 86400)) // 86400)::BIGINT) % 2 = 0 AS clicked FROM range(100000) t(i)
        """;

    private const string Scores = """
        SELECT (i % 50)::BIGINT AS who, TIMESTAMP '2026-01-11' + to_days((i // 50)::INT) AS day,
          (hash(i % 50, (i // 50)::BIGINT) % 2)::DOUBLE AS score FROM range(50 * 20) t(i)
        """;

    private readonly TrainRuns runs = new();
    private readonly TestDataset clicks = new(Clicks,
        [Of("id", ColumnType.Int64), Of("who", ColumnType.Int64), Of("happened", ColumnType.Timestamp), Of("clicked", ColumnType.Boolean)], 6000,
        manifest => manifest with { Name = "clicks", EventTime = "happened", Key = ["id"], Label = new Label { Column = "clicked" } });

    [Fact]
    public async Task The_score_of_the_day_makes_the_label_plain_and_the_run_says_what_the_join_found()
    {
        using var scores = Users(Scores);
        var spec = Spec(scores);

        var result = await runs.RunAsync(spec, TestContext.Current.CancellationToken);

        result.Error.ShouldBeNull();
        var evaluation = TrainRuns.Evaluation(spec);
        evaluation.Metrics.First(metric => metric is { Metric: "roc_auc", Split: Split.Test, Slice: null }).Value.ShouldBe(1);
        evaluation.Joins!.Select(join => join.Split).ShouldBe([Split.Train, Split.Validation, Split.Test]);
        evaluation.Joins!.ShouldAllBe(join => join.Dataset == "scores" && join.MatchPercent == 100 && join.MedianAgeSeconds < 86400);
        TrainRuns.Manifest(spec).Provenance.JoinedDatasets!.ShouldHaveSingleItem().ShouldBe(scores.Pin);
        TrainRuns.Manifest(spec).Signature.Inputs.Select(input => input.Name).ShouldBe(["id", "user_score"]);
    }

    [Fact]
    public async Task Scores_of_the_next_day_are_the_future_and_are_of_no_use()
    {
        using var scores = Users($"SELECT who, day + to_days(1) AS day, score FROM ({Scores})");

        var spec = Spec(scores);
        (await runs.RunAsync(spec, TestContext.Current.CancellationToken)).Error.ShouldBeNull();

        TrainRuns.Evaluation(spec).Metrics.First(metric => metric is { Metric: "roc_auc", Split: Split.Test, Slice: null }).Value!.Value.ShouldBeInRange(0.4, 0.6);
    }

    [Fact]
    public async Task The_same_run_gives_the_same_model_to_the_byte()
    {
        using var scores = Users(Scores);

        var one = await runs.RunAsync(Spec(scores, "one"), TestContext.Current.CancellationToken);
        var two = await runs.RunAsync(Spec(scores, "two"), TestContext.Current.CancellationToken);

        two.Train!.Artifact.Digest.ShouldBe(one.Train!.Artifact.Digest);
    }

    [Fact]
    public async Task A_join_that_finds_nothing_is_refused()
    {
        using var scores = Users($"SELECT who + 1000 AS who, day, score FROM ({Scores})");

        var result = await runs.RunAsync(Spec(scores), TestContext.Current.CancellationToken);

        result.Error!.Reason.ShouldBe("NothingJoined");
        result.Error.Message.ShouldContain("finds a row in Dataset 'scores'");
    }

    [Fact]
    public void Splits_that_find_rows_at_different_rates_are_warned_of()
    {
        SanityChecks.OfJoins([new("scores", Split.Train, 1000, 400, 60), new("scores", Split.Test, 1000, 900, 60)]).ShouldHaveSingleItem()
            .ShouldStartWith("The join with Dataset 'scores' finds a row for 90 % of the Test split and 40 % of the Train split");
        SanityChecks.OfJoins([new("scores", Split.Train, 1000, 880, 60), new("scores", Split.Test, 1000, 900, 60)]).ShouldBeEmpty();
    }

    public void Dispose()
    {
        clicks.Dispose();
        runs.Dispose();
    }

    private TrainSpec Spec(TestDataset scores, string output = "out") => runs.Spec(clicks, "clicked", LearningTask.Binary, output: output) with
    {
        Joins = [new FeatureJoin { Dataset = "scores", Keys = [new JoinKey { Column = "who" }], Ttl = Duration.Parse("1d"), Prefix = "user_" }],
        JoinedDatasets = [scores.Pin],
        Features = [new Feature { Name = "id" }, new Feature { Name = "user_score" }],
    };

    private static TestDataset Users(string select) => new(select,
        [Of("who", ColumnType.Int64), Of("day", ColumnType.Timestamp), Of("score", ColumnType.Float64)], 1000,
        manifest => manifest with { Name = "scores", EventTime = "day", Key = ["who", "day"] });

    private static Column Of(string name, ColumnType type) => new() { Name = name, Type = type };
}

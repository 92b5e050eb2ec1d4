using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Tests.Training;
using static Slipway.Trainer.Tests.FeatureReports.ReportRuns;

namespace Slipway.Trainer.Tests.FeatureReports;

[Trait("Capability", "F9")]
public sealed class LeakageTests : IDisposable
{
    private const int Rows = 6000;
    private readonly ReportRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Theory]
    [InlineData("CASE WHEN paid THEN 100 + noise ELSE noise END", LearningTask.Binary, "paid")]
    [InlineData("CASE WHEN paid THEN NULL ELSE noise END", LearningTask.Binary, "paid")]
    [InlineData("CASE WHEN paid THEN CASE WHEN noise < 0.5 THEN -10 ELSE 10 END ELSE noise END", LearningTask.Binary, "paid")]
    [InlineData("CASE tier WHEN 'gold' THEN 3 WHEN 'silver' THEN 1 ELSE 2 END", LearningTask.Multiclass, "tier")]
    [InlineData("spent * 7 + noise / 100", LearningTask.Regression, "spent")]
    public async Task A_feature_that_is_written_when_the_label_is_known_is_found(string leak, LearningTask task, string label)
    {
        var data = Shop($"{leak} AS leak");

        var (report, result) = await runs.RunAsync(runs.Spec(data, label, Features("leak"), task: task));

        var finding = report.Findings!.Single(each => each.Check == "leakage");
        (finding.Column, finding.Severity).ShouldBe(("leak", Severity.Warn));
        finding.Message.ShouldStartWith($"Feature 'leak' alone predicts the label with {report.Leakage!.Measure} ");
        result.Train!.Warnings!.ShouldContain(finding.Message);
        report.Leakage.VerifiedOn.ShouldBe(Split.Validation);
        report.Leakage.Features[0].Feature.ShouldBe("leak");
    }

    [Fact]
    public async Task A_text_that_holds_the_label_is_found_in_its_columns()
    {
        var data = Shop("CASE WHEN paid THEN 'refunded' ELSE 'open' END AS status");
        var (report, _) = await runs.RunAsync(runs.Spec(data, "paid", [.. Features(), new Feature { Name = "status", Expr = "one_hot(status, 5)" }]));
        report.Findings!.Single(each => each.Check == "leakage").Column.ShouldBe("status");
    }

    [Fact]
    public async Task Two_features_that_hold_the_label_only_together_are_found()
    {
        var data = Shop("hash(i, 41) // 64 % 2 = 0 AS coin, (hash(i, 41) // 64 % 2 = 0) <> paid AS other_coin", missing: false);

        var (report, _) = await runs.RunAsync(runs.Spec(data, "paid", Features("coin", "other_coin")));

        report.Findings!.Where(each => each.Check == "leakage").ShouldBeEmpty();
        report.Findings!.Single(each => each.Check == "leakagePair").Message.ShouldStartWith("Features 'coin' and 'other_coin' together predict the label with roc_auc 1 on the validation split, the better one alone with 0.");
    }

    [Theory]
    [InlineData(1, LearningTask.Binary, "paid")]
    [InlineData(2, LearningTask.Binary, "paid")]
    [InlineData(3, LearningTask.Binary, "paid")]
    [InlineData(4, LearningTask.Multiclass, "tier")]
    [InlineData(5, LearningTask.Regression, "spent")]
    public async Task Clean_data_raises_nothing(int seed, LearningTask task, string label)
    {
        var data = Shop("noise AS more", seed);

        var (report, _) = await runs.RunAsync(runs.Spec(data, label, [.. Features("more"), new Feature { Name = "hours", Expr = "hours_between(ordered, happened)" }], task: task));

        (report.Findings ?? []).Where(each => each.Check != "featureCost").ShouldBeEmpty();
        report.Leakage!.EqualRows!.ShouldAllBe(each => each.Judged && each.Equal == 0);
        report.Leakage.FutureTimes!.ShouldAllBe(time => time.Later == 0);
        report.Leakage.Features.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Rows_of_few_values_are_equal_by_chance_and_raise_nothing()
    {
        var data = Shop("hash(i, 5) % 3 = 0 AS a, hash(i, 6) // 16 % 4 AS b", missing: false);
        var (report, _) = await runs.RunAsync(runs.Spec(data, "paid", [new() { Name = "a" }, new() { Name = "b" }, new() { Name = "country", Expr = "one_hot(country, 10)" }]));
        report.Leakage!.EqualRows!.ShouldAllBe(each => !each.Judged && each.Equal == each.Rows);
        (report.Findings ?? []).ShouldNotContain(each => each.Check == "equalRows");
    }

    [Fact]
    public async Task Rows_that_are_in_two_splits_are_counted_and_found()
    {
        // Every fifth row is the one before it once more; its neighbour is in another split where a split ends.
        var data = Shop("noise AS more", source: $"SELECT CASE WHEN i % 5 = 0 THEN i - 1 - 40 * (i % 2) ELSE i END AS i FROM range({Rows}) r(i) WHERE i > 100");

        var (report, _) = await runs.RunAsync(runs.Spec(data, "paid", Features("more")));

        var finding = report.Findings!.Where(each => each.Check == "equalRows").ToList();
        finding.ShouldNotBeEmpty();
        finding[0].Severity.ShouldBe(Severity.Warn);
        finding[0].Message.ShouldContain("have the features of a row of the train split, 0 would by chance");
    }

    [Fact]
    public async Task A_timestamp_after_the_event_is_found_and_can_be_declared_known()
    {
        var data = Shop("happened + to_hours((hash(i, 3) % 50)::INT) AS shipped");
        var spec = runs.Spec(data, "paid", [.. Features(), new Feature { Name = "lead", Expr = "hours_between(happened, shipped)" }]);

        var (report, _) = await runs.RunAsync(spec);
        var (known, _) = await runs.RunAsync(spec with { Evaluation = new EvaluationPolicy { Leakage = new LeakagePolicy { Ignore = ["shipped"] } } });

        report.Findings!.Single(each => each.Check == "futureTime").Message.ShouldMatch("^Column 'shipped' is later than the event in [0-9]+ of 6000 rows, by up to 49 hours");
        (known.Findings ?? []).ShouldNotContain(each => each.Check == "futureTime");
    }

    [Fact]
    public async Task Where_leaks_are_errors_the_run_ends_before_it_learns()
    {
        var data = Shop("CASE WHEN paid THEN 1 ELSE 0 END AS leak");
        var spec = runs.Spec(data, "paid", Features("leak")) with { Evaluation = new EvaluationPolicy { Leakage = new LeakagePolicy { Severity = Severity.Error } } };

        var result = await runs.Runs.RunAsync(spec, TestContext.Current.CancellationToken);

        result.Outcome.ShouldBe(StepOutcome.Refused);
        result.Error!.Reason.ShouldBe("Leakage");
        result.Error.Message.ShouldContain("Feature 'leak' alone predicts the label with roc_auc 1");
        runs.Runs.Output.ToString().ShouldNotContain("round ");
        var allowed = spec with { Evaluation = new EvaluationPolicy { Leakage = new LeakagePolicy { Severity = Severity.Error, Ignore = ["leak"] } } };
        (await runs.Runs.RunAsync(allowed, TestContext.Current.CancellationToken)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_model_without_the_suspect_shows_how_much_it_leans_on_it()
    {
        var data = Shop("CASE WHEN paid THEN 1 ELSE 0 END AS leak");
        var spec = runs.Spec(data, "paid", Features("leak")) with { Evaluation = new EvaluationPolicy { Leakage = new LeakagePolicy { Ablation = true } } };

        var (report, _) = await runs.RunAsync(spec);

        var ablation = report.Leakage!.Ablations!.ShouldHaveSingleItem();
        (ablation.Metric, ablation.With).ShouldBe(("roc_auc", 1));
        ablation.Features.ShouldBe(["leak"]);
        ablation.Without.ShouldBeInRange(0.6, 0.95);
        ablation.Fall.ShouldBe(ablation.With - ablation.Without, 1e-6);
    }

    [Fact]
    public async Task What_the_model_is_worth_for_new_groups_is_measured_where_groups_are_in_two_splits()
    {
        // Whether a user pays is the user's habit alone, which their number lets the model learn by heart.
        var data = runs.Data(
            "SELECT i % 150 AS who, (hash(i, 8) % 1000)::DOUBLE AS noise, hash(i % 150, 11) // 32 % 2 = 0 AS paid FROM range(100000) t(i)",
            [Of("who", ColumnType.Int64), Of("noise", ColumnType.Float64), Of("paid", ColumnType.Boolean)], Rows);
        var spec = runs.Runs.Spec(data, "paid", LearningTask.Binary, """{"n_estimators":60,"max_depth":8,"eta":0.5}""") with
        {
            Features = [new() { Name = "who" }, new() { Name = "noise" }], Evaluation = new EvaluationPolicy { GroupHoldout = "who" },
        };

        var (report, _) = await runs.RunAsync(spec);

        var groups = report.Leakage!.Groups!;
        (groups.Groups, groups.Shared, groups.Metric).ShouldBe((90L, 90L, "roc_auc"));
        groups.Known!.Value.ShouldBeGreaterThan(0.95);
        groups.HeldOut!.Value.ShouldBeLessThan(0.75);
        report.Findings!.Single(each => each.Check == "groups").Message.ShouldContain("90 of 90 values of 'who' in the test split are in the train split too");
    }

    private TestDataset Shop(string more, int seed = 1, bool missing = true, string? source = null) => runs.Data(
        $"""
        SELECT r.*, {more} FROM (
          SELECT q.*, price / 100 + (hash(i, 17, {seed}) % 1000)::DOUBLE / 700 > 1.2 AS paid,
            CASE WHEN price + 40 * noise < 40 THEN 'bronze' WHEN price + 60 * noise < 90 THEN 'silver' ELSE 'gold' END AS tier, 3 * price + 100 * noise * noise + 60 * (hash(i, 23, {seed}) % 1000)::DOUBLE / 1000 AS spent
          FROM (
            SELECT i, (hash(i, {seed}) % 100000)::DOUBLE / 1000 AS price, CASE WHEN {(missing ? $"hash(i, 2, {seed}) % 9 = 0" : "false")} THEN NULL ELSE (hash(i, 3, {seed}) // 64 % 40)::BIGINT END AS visits,
              ['DE', 'FR', 'NL', 'DK'][1 + (hash(i, 5, {seed}) // 64 % 4)::INT] AS country, (hash(i, 13, {seed}) % 100000)::DOUBLE / 100000 AS noise,
              TIMESTAMP '2026-03-01' + to_minutes(i::INT) AS happened, TIMESTAMP '2026-03-01' + to_minutes((i - hash(i, 29) % 3000)::INT) AS ordered
            FROM ({source ?? $"SELECT i FROM range({Rows}) t(i)"}) s) q ) r
        """,
        [
            Of("price", ColumnType.Float64), Of("visits", ColumnType.Int64, nullable: true), Of("country", ColumnType.String), Of("noise", ColumnType.Float64), Of("happened", ColumnType.Timestamp), Of("ordered", ColumnType.Timestamp),
            Of("paid", ColumnType.Boolean), Of("tier", ColumnType.String), Of("spent", ColumnType.Float64), Of("leak", ColumnType.Float64, nullable: true), Of("more", ColumnType.Float64),
            Of("status", ColumnType.String), Of("coin", ColumnType.Boolean), Of("other_coin", ColumnType.Boolean), Of("shipped", ColumnType.Timestamp), Of("a", ColumnType.Boolean), Of("b", ColumnType.Int64),
        ],
        Rows, manifest => manifest with { EventTime = "happened" });

    private static IReadOnlyList<Feature> Features(params string[] more) =>
        [new() { Name = "price" }, new() { Name = "visits" }, new() { Name = "country", Expr = "one_hot(country, 10)" }, .. more.Select(name => new Feature { Name = name })];
}

using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Tests.Training.Backtest;

/// <summary>A world that turns round on 25 January: what was learned before is wrong after.</summary>
[Trait("Capability", "E6")]
public sealed class BacktestTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Column[] Columns = [Of("x", ColumnType.Float64), Of("word", ColumnType.String), Of("at", ColumnType.Timestamp), Of("label", ColumnType.Boolean)];

    private readonly TrainRuns runs = new();
    private readonly TestDataset turning = Data(Rows(turn: 24), DatasetRole.Training);
    private readonly TestDataset steady = Data(Rows(turn: 99), DatasetRole.Golden);

    public void Dispose()
    {
        turning.Dispose();
        steady.Dispose();
        runs.Dispose();
    }

    [Fact]
    public async Task A_model_of_the_past_is_tested_on_what_came_next_and_on_a_set_that_does_not_change()
    {
        var gates = new[] { Gate("backtest=latest"), Gate("backtest=static"), Gate("backtest=*"), Gate("backtest=progressive", 0.5) };
        var spec = Spec(new BacktestPolicy { Folds = 4, Window = Duration.Parse("6d"), StaticSet = "data" }) with { Gates = gates };
        var result = await RunAsync(spec);
        var report = TrainRuns.Evaluation(spec).Backtest!;

        (report.Metric, report.StaticSet, report.StaticDigest, report.Champion).ShouldBe(("roc_auc", "data", steady.Pin.Digest, null));
        report.Folds.Count.ShouldBe(4);
        foreach (var (fold, before) in report.Folds.Zip(report.Folds.Prepend(null)))
        {
            fold.TrainFrom.ShouldBe(Start);
            (fold.TestTo - fold.TestFrom).ShouldBeLessThan(TimeSpan.FromDays(6));
            if (before is not null) fold.TrainRows.ShouldBe(before.TrainRows + before.TestRows, "what was tested is learned from next");
            fold.TestFrom.ShouldBeGreaterThan(before?.TestTo ?? Start);
            fold.Static!.Value!.Value.ShouldBeGreaterThan(0.95, "the set that does not change still follows the past");
        }

        report.Folds.Sum(fold => fold.TestRows).ShouldBe(report.Folds[3].TrainRows + report.Folds[3].TestRows - report.Folds[0].TrainRows);
        report.Folds.Take(3).ShouldAllBe(fold => fold.Period!.Value > 0.95);
        report.Folds[^1].Period!.Value!.Value.ShouldBeLessThan(0.1, "nothing of the turn was known before it");
        report.Progressive!.N.ShouldBe(report.Folds.Sum(fold => fold.TestRows));
        result.Train!.Gates!.Select(gate => gate.Passed).ShouldBe([false, true, false, true]);
        result.Train.Metrics!.ShouldAllBe(metric => metric.Slice == null);
    }

    [Fact]
    public async Task Periods_of_equally_many_rows_and_the_version_in_use_on_the_same_rows()
    {
        var first = Spec(new BacktestPolicy { Folds = 2, StaticSet = "data" });
        var made = await RunAsync(first);
        var folds = TrainRuns.Evaluation(first).Backtest!.Folds;
        folds.ShouldAllBe(fold => fold.TestRows > 900 && fold.TestRows < 1100 && fold.Champion == null);

        var next = Spec(new BacktestPolicy { Folds = 2, StaticSet = "data" }, "two") with
        {
            Version = "v2", Champion = [], ChampionModel = new ChampionModel("v1", made.Train!.Artifact.Uri, made.Train.Artifact.Digest),
            Gates = [Gate("backtest=latest", null) with { MaxRegression = 0.01 }, Gate("backtest=static", null) with { MaxRegression = 0.05 }],
        };
        var compared = await RunAsync(next);
        var report = TrainRuns.Evaluation(next).Backtest!;
        report.Champion.ShouldBe("v1");
        report.Folds[^1].Champion!.Value.ShouldBeGreaterThan(report.Folds[^1].Period!.Value!.Value, "it learned from both sides of the turn");
        compared.Train!.Gates!.Select(gate => gate.Passed).ShouldBe([false, true]);
        compared.Train.Gates![0].Message.ShouldContain("no worse than the version in use");
    }

    [Fact]
    public async Task What_cannot_be_cut_or_lacks_its_set_is_refused()
    {
        (await FailAsync(new BacktestPolicy { Folds = 6, Window = Duration.Parse("6d"), StaticSet = "data" })).Message.ShouldContain("6 periods of 6 days");
        (await FailAsync(new BacktestPolicy { StaticSet = "other" })).Reason.ShouldBe("UnknownStaticSet");
        using var timeless = Data(Rows(turn: 24), DatasetRole.Training, eventTime: null);
        var spec = Spec(new BacktestPolicy { StaticSet = "data" }) with { Dataset = timeless.Pin };
        (await runs.RunAsync(spec, TestContext.Current.CancellationToken)).Error!.Reason.ShouldBe("NoEventTime");
    }

    private static Gate Gate(string slice, double? min = 0.8) => new() { Metric = "roc_auc", Slice = slice, Min = min };

    private static string Rows(int turn) => $"""
        SELECT (hash(i) % 1000)::DOUBLE / 1000 AS x, CASE WHEN i >= 2400 THEN 'late' ELSE 'early' END AS word, TIMESTAMP '2026-01-01' + to_seconds(i * 864) AS at, (x > 0.5) <> (i >= {turn} * 100) AS label
        FROM range(3000) t(i)
        """;

    private static TestDataset Data(string rows, DatasetRole role, string? eventTime = "at") =>
        new(rows, Columns, 3000, manifest => manifest with { Role = role, EventTime = eventTime, Digest = role == DatasetRole.Golden ? "sha256:" + new string('b', 64) : manifest.Digest });

    private TrainSpec Spec(BacktestPolicy policy, string output = "out")
    {
        EvaluationSet set = new() { Dataset = "data" };
        return runs.Spec(turning, "label", LearningTask.Binary, """{"n_estimators":10,"max_depth":2}""", output) with
        {
            Features = [new() { Name = "x" }, new() { Name = "word", Expr = "one_hot(word, 4)" }],
            Evaluation = new EvaluationPolicy { Sets = [set], Backtest = policy }, EvaluationSets = [new PinnedSet { Set = set, Pin = steady.Pin }],
        };
    }

    private async Task<StepResult> RunAsync(TrainSpec spec)
    {
        var result = await runs.RunAsync(spec, TestContext.Current.CancellationToken);
        result.Error.ShouldBeNull();
        return result;
    }

    private async Task<StepError> FailAsync(BacktestPolicy policy) => (await runs.RunAsync(Spec(policy), TestContext.Current.CancellationToken)).Error.ShouldNotBeNull();

    private static Column Of(string name, ColumnType type) => new() { Name = name, Type = type, Nullable = true };
}

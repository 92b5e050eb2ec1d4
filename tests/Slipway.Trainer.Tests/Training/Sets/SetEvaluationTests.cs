using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Slipway.Trainer.Evaluation;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Tests.Training.Sets;

[Trait("Capability", "D14")]
public sealed class SetEvaluationTests : IDisposable
{
    private readonly TrainRuns runs = new();
    private readonly TestDataset learned = Data(6000, shift: 0);
    private readonly TestDataset golden = Data(1000, shift: 7_000, DatasetRole.Golden);

    public void Dispose()
    {
        learned.Dispose();
        golden.Dispose();
        runs.Dispose();
    }

    [Fact]
    public async Task A_candidate_is_measured_on_the_golden_set_and_compared_row_by_row_with_the_version_in_use()
    {
        var first = Spec("v1") with { Gates = [Limit("changed_decisions", 0.01), Limit("log_loss", 0.6)] };
        var made = await RunAsync(With(first, golden));
        var report = TrainRuns.Evaluation(first).Sets!.ShouldHaveSingleItem();
        (report.Dataset, report.Digest, report.Role, report.Rows, report.Labelled).ShouldBe(("data", golden.Pin.Digest, DatasetRole.Golden, 1000, 1000));
        report.Reference.ShouldBeNull();
        report.Metrics.ShouldContain(metric => metric.Metric == "roc_auc" && metric.Dataset == "data" && metric.N == 1000);
        made.Train!.Metrics!.ShouldAllBe(metric => metric.Dataset == null, "the version's own metrics are those of its test split");
        made.Train.Gates!.Select(gate => gate.Passed).ShouldBe([true, true]);
        made.Train.Gates![0].Message.ShouldContain("nothing to compare with");

        // The same again changes nothing; a coarse model changes much.
        var reference = made.Train.References!.ShouldHaveSingleItem();
        var same = Spec("v2", "two") with { Gates = first.Gates };
        (await RunAsync(With(same, golden, reference))).Train!.Gates!.ShouldAllBe(gate => gate.Passed);
        TrainRuns.Evaluation(same).Sets![0].Reference.ShouldBe(new ReferenceComparison("v1", 1000, 0, 0, 0));

        var coarse = Spec("v3", "three", """{"n_estimators":1,"max_depth":1}""") with { Gates = [Limit("changed_decisions", 0.01), new Gate { Metric = "log_loss", Dataset = "data", MaxRegression = 0.01 }] };
        var changed = await RunAsync(With(coarse, golden, reference));
        var comparison = TrainRuns.Evaluation(coarse).Sets![0].Reference!;
        comparison.ChangedDecisions!.Value.ShouldBeGreaterThan(10);
        comparison.LargestChange.ShouldBeGreaterThan(comparison.MeanChange);
        changed.Train!.Gates!.ShouldAllBe(gate => !gate.Passed);
        changed.Train.Gates![1].Message.ShouldContain("no worse than the version in use");
        var own = Query($"SELECT count(*) FROM read_parquet({SqlText.Literal(TrainRuns.FileOf(coarse, "sets/data.parquet"))}) a JOIN read_parquet({SqlText.Literal(TrainRuns.FileOf(first, "sets/data.parquet"))}) b USING (\"row\") WHERE a.decision <> b.decision");
        own.ShouldBe(comparison.ChangedDecisions.Value);
    }

    [Fact]
    public async Task Results_that_were_lost_or_changed_pass_no_gate()
    {
        var first = Spec("v1");
        var reference = (await RunAsync(With(first, golden))).Train!.References![0];
        File.WriteAllText(TrainRuns.FileOf(first, "sets/data.parquet"), "something else");
        var next = Spec("v2", "two") with { Gates = [Limit("changed_decisions", 1)] };
        var result = await RunAsync(With(next, golden, reference));
        result.Train!.Gates!.ShouldHaveSingleItem().Passed.ShouldBeFalse();
        result.Train.Warnings!.ShouldContain(warning => warning.Contains("The results of v1 on evaluation set 'data' cannot be read"));
    }

    [Fact]
    public async Task Rows_of_a_pair_should_score_alike()
    {
        // Partners differ in x, which the model reads, in half of the pairs; in the other half in z, which it does not.
        using var pairs = Set("SELECT i // 2 AS pair, CASE WHEN i // 2 % 2 = 0 AND i % 2 = 0 THEN 0.9 ELSE 0.1 END AS x, 0.5::DOUBLE AS y, i % 2 AS z FROM range(401) t(i)", DatasetRole.Counterfactual,
            [Of("pair", ColumnType.Int64), Of("x", ColumnType.Float64), Of("y", ColumnType.Float64), Of("z", ColumnType.Int64)], 401);
        var spec = With(Spec("v1") with { Gates = [Limit("pair_largest_difference", 0.1), Limit("pair_mean_difference", 0.9)] }, pairs);
        spec = Change(spec, set => set with { PairBy = "pair" });
        var result = await RunAsync(spec);

        var report = TrainRuns.Evaluation(spec).Sets![0];
        (report.Pairs!.Pairs, report.Pairs.Single, report.Pairs.ChangedDecisions, report.Labelled).ShouldBe((200, 1, 100, 0));
        report.Pairs.LargestDifference.ShouldBeGreaterThan(0.8);
        report.Pairs.MeanDifference.ShouldBe(report.Pairs.LargestDifference / 2, 1e-6);
        result.Train!.Gates!.Select(gate => gate.Passed).ShouldBe([false, true]);
    }

    [Fact]
    public async Task A_backtest_is_measured_period_by_period()
    {
        using var past = Set($"SELECT *, TIMESTAMP '2026-01-05' + to_days((id % 21)::INT) AS at FROM ({Rows(0)})", DatasetRole.Backtest,
            [Of("x", ColumnType.Float64), Of("y", ColumnType.Float64), Of("label", ColumnType.Boolean), Of("at", ColumnType.Timestamp)], 2100, manifest => manifest with { EventTime = "at" });
        var spec = Change(With(Spec("v1") with { Gates = [Limit("log_loss", 0.6) with { Slice = "window=2026-01-08T00:00:00Z" }] }, past), set => set with { Window = Duration.Parse("7d") });
        var result = await RunAsync(spec);
        var windows = TrainRuns.Evaluation(spec).Sets![0].Metrics.Where(metric => metric.Metric == "roc_auc" && metric.Slice is not null).ToList();
        // Weeks are counted from the epoch, which was a Thursday.
        windows.Select(window => (window.Slice, window.N)).ShouldBe(
            [("window=2026-01-01T00:00:00Z", 300), ("window=2026-01-08T00:00:00Z", 700), ("window=2026-01-15T00:00:00Z", 700), ("window=2026-01-22T00:00:00Z", 400)]);
        result.Train!.Gates!.ShouldHaveSingleItem().Passed.ShouldBeTrue();
    }

    [Fact, Trait("Capability", "D24")]
    public async Task Of_a_set_of_another_namespace_the_part_that_is_granted_is_measured_on()
    {
        var newest = new DateTimeOffset(2026, 1, 25, 0, 0, 0, TimeSpan.Zero);
        using var past = Set($"SELECT *, TIMESTAMP '2026-01-05' + to_days((id % 21)::INT) AS at FROM ({Rows(0)})", DatasetRole.Golden,
            [Of("x", ColumnType.Float64), Of("y", ColumnType.Float64), Of("label", ColumnType.Boolean), Of("at", ColumnType.Timestamp)], 2100, manifest => manifest with { EventTime = "at", EventTimeMax = newest });
        var spec = Change(With(Spec("v1"), past), set => set with { Dataset = "shop/data" });
        var result = await RunAsync(Viewed(new DatasetView { MaxAge = Duration.Parse("7d") }));
        var report = TrainRuns.Evaluation(spec).Sets!.ShouldHaveSingleItem();
        (report.Dataset, report.Rows, report.Labelled).ShouldBe(("shop/data", 800, 800), "the eighth day is just as old");
        result.Train!.References!.ShouldHaveSingleItem().Dataset.ShouldBe("shop/data");

        (await FailAsync(Viewed(new DatasetView { Columns = ["x", "label"] }))).Message.ShouldBe("Evaluation set 'shop/data' has no column 'y', which the model reads.");

        TrainSpec Viewed(DatasetView view) => spec with { EvaluationSets = [spec.EvaluationSets![0] with { Pin = past.Pin with { Name = "shop/data", View = view } }] };
    }

    [Fact]
    public async Task What_may_be_trained_on_proves_nothing_and_what_expired_is_refused_or_told()
    {
        using var trainable = Data(500, shift: 9_000);
        (await FailAsync(With(Spec("v1"), trainable))).Reason.ShouldBe("RoleIsTraining");

        var old = With(Spec("v1", "old"), golden);
        old = old with { EvaluationSets = [old.EvaluationSets![0] with { ExpiresAt = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero) }] };
        (await FailAsync(old)).Reason.ShouldBe("EvaluationSetExpired");
        var told = Change(old, set => set with { OnExpired = ExpiredSet.Warn });
        (await RunAsync(told)).Train!.Warnings!.ShouldContain(warning => warning.StartsWith("Evaluation set 'data' expired at 2020-01-01", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_set_without_what_the_model_reads_is_refused()
    {
        using var narrow = Set("SELECT i::DOUBLE AS x FROM range(50) t(i)", DatasetRole.Stress, [Of("x", ColumnType.Float64)], 50);
        var error = await FailAsync(With(Spec("v1"), narrow));
        error.Message.ShouldBe("Evaluation set 'data' has no column 'y', which the model reads.");
    }

    [Fact]
    public void A_gate_names_the_set_that_it_is_decided_on()
    {
        MetricValue[] metrics = [new() { Metric = "accuracy", Value = 0.9, N = 10 }, new() { Metric = "accuracy", Value = 0.5, N = 10, Dataset = "stress" }];
        GateEvaluation.Decide([new Gate { Metric = "accuracy", Min = 0.8 }], new(metrics, null))[0].Passed.ShouldBeTrue();
        var gate = GateEvaluation.Decide([new Gate { Metric = "accuracy", Min = 0.8, Dataset = "stress" }], new(metrics, null))[0];
        (gate.Gate, gate.Passed).ShouldBe(("accuracy on stress", false));
        GateEvaluation.Decide([new Gate { Metric = "accuracy", Min = 0.8, Dataset = "golden" }], new(metrics, null))[0].Passed.ShouldBeFalse("it was not measured");
    }

    private static Gate Limit(string metric, double max) => new() { Metric = metric, Max = max, Dataset = "data" };

    private static TrainSpec With(TrainSpec spec, TestDataset set, ReferenceResults? reference = null)
    {
        EvaluationSet wanted = new() { Dataset = "data" };
        return spec with { Evaluation = new EvaluationPolicy { Sets = [wanted] }, EvaluationSets = [new PinnedSet { Set = wanted, Pin = set.Pin, Reference = reference }] };
    }

    private static TrainSpec Change(TrainSpec spec, Func<EvaluationSet, EvaluationSet> change) => spec with
    {
        Evaluation = new EvaluationPolicy { Sets = [change(spec.Evaluation.Sets![0])] },
        EvaluationSets = [spec.EvaluationSets![0] with { Set = change(spec.EvaluationSets[0].Set) }],
    };

    private static string Rows(int shift) =>
        $"SELECT i AS id, (hash(i) % 1000)::DOUBLE / 1000 AS x, (hash(i, 3) % 1000)::DOUBLE / 1000 AS y, x + y + (hash(i, 5) % 100)::DOUBLE / 500 > 1.1 AS label FROM range({shift}, {shift + 10_000}) t(i)";

    private static TestDataset Data(int rows, int shift, DatasetRole role = DatasetRole.Training) =>
        Set(Rows(shift), role, [Of("x", ColumnType.Float64), Of("y", ColumnType.Float64), Of("label", ColumnType.Boolean)], rows);

    private static TestDataset Set(string select, DatasetRole role, IReadOnlyList<Column> columns, int rows, Func<DatasetManifest, DatasetManifest>? edit = null) =>
        new(select, columns, rows, manifest => (edit?.Invoke(manifest) ?? manifest) with { Role = role });

    private TrainSpec Spec(string version, string output = "out", string parameters = """{"n_estimators":20,"max_depth":3}""") => runs.Spec(learned, "label", LearningTask.Binary, parameters, output) with
    {
        Version = version, Features = [new() { Name = "x" }, new() { Name = "y" }],
    };

    private async Task<StepResult> RunAsync(TrainSpec spec)
    {
        var result = await runs.RunAsync(spec, TestContext.Current.CancellationToken);
        result.Error.ShouldBeNull();
        return result;
    }

    private async Task<StepError> FailAsync(TrainSpec spec) => (await runs.RunAsync(spec, TestContext.Current.CancellationToken)).Error.ShouldNotBeNull();

    private static long Query(string sql)
    {
        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        return connection.Scalar<long>(sql);
    }

    private static Column Of(string name, ColumnType type) => new() { Name = name, Type = type, Nullable = true };
}

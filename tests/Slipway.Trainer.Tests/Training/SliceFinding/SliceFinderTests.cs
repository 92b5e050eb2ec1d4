using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.DuckDb;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Tests.Training.SliceFinding;

[Trait("Capability", "E4")]
public sealed class SliceFinderTests : IDisposable
{
    // Labels follow x, but are drawn by lot for tablets with a price from 20 to 40; the model reads neither.
    private const string Rows = """
        SELECT (hash(i) % 1000)::DOUBLE / 1000 AS x, ['phone', 'tablet', 'desktop'][1 + (hash(i, 2) % 3)::INT] AS device, CASE WHEN hash(i, 8) % 20 = 0 THEN NULL ELSE (hash(i, 3) % 1000)::DOUBLE / 10 END AS price,
          hash(i, 4) % 4 AS age, 'p' || hash(i, 7) % 3 AS person, CASE WHEN device = 'tablet' AND price >= 20 AND price < 40 THEN hash(i, 5) % 2 = 0 ELSE x > 0.5 END AS label
        FROM range(20000) t(i)
        """;

    private static readonly Column[] Columns =
    [
        Of("x", ColumnType.Float64), Of("device", ColumnType.String), Of("price", ColumnType.Float64), Of("age", ColumnType.Int64), Of("person", ColumnType.String) with { Sensitivity = Sensitivity.Personal }, Of("label", ColumnType.Boolean),
    ];

    private readonly TrainRuns runs = new();
    private readonly TestDataset data = new(Rows, Columns, 20_000);

    public void Dispose()
    {
        data.Dispose();
        runs.Dispose();
    }

    [Fact]
    public async Task Slices_that_nobody_declared_are_found_with_the_condition_that_selects_them()
    {
        var (spec, result) = await RunAsync(new SliceFinderPolicy { Split = Split.Test, Columns = ["device", "price", "age"], MinEffectSize = 0.8 }, new Gate { Metric = "found_slices", Max = 0, Mode = GateMode.Advisory });
        var report = TrainRuns.Evaluation(spec).SliceFinder!;
        (report.Split, report.Rows, report.Loss, report.Columns.Count).ShouldBe((Split.Test, 6000, "log_loss", 3));
        report.Tested.ShouldBeGreaterThan(50);
        report.Count.ShouldBeInRange(2, 6);
        report.Findings.ShouldAllBe(finding => finding.Slice.StartsWith("device=tablet, price=", StringComparison.Ordinal) && finding.PValue <= 0.05 && finding.EffectSize >= 0.8 && finding.Rows >= 100 && finding.Loss > finding.LossElsewhere && finding.Low > finding.LossElsewhere);
        result.Train!.Gates!.ShouldHaveSingleItem().Passed.ShouldBeFalse();

        using var database = Database.OpenInMemory();
        using var connection = database.Connect();
        foreach (var finding in report.Findings)
        {
            var test = SqlText.Literal(Path.Combine(data.Folder, "Test.parquet"));
            connection.Scalar<long>($"SELECT count(*) FROM read_parquet({test}) WHERE {finding.Condition}").ShouldBe(finding.Rows);
            ((double)connection.Scalar<long>($"SELECT count(*) FROM read_parquet({test}) WHERE {finding.Condition} AND price BETWEEN 15 AND 45")).ShouldBe(finding.Rows, "it is where labels are drawn by lot");
        }
    }

    [Fact]
    public async Task By_default_the_validation_split_and_what_the_model_reads_are_searched()
    {
        var (spec, _) = await RunAsync(new SliceFinderPolicy());
        var report = TrainRuns.Evaluation(spec).SliceFinder!;
        (report.Split, report.Rows).ShouldBe((Split.Validation, 2000));
        report.Columns.ShouldBe(["x", "age"]);
        var (all, _) = await RunAsync(new SliceFinderPolicy(), slices: [new Slice { Column = "device" }, new Slice { Column = "person" }]);
        TrainRuns.Evaluation(all).SliceFinder!.Columns.ShouldBe(["x", "age", "device"], "persons are nobody's slice");

        (await runs.RunAsync(Spec(new SliceFinderPolicy { Columns = ["colour"] }), TestContext.Current.CancellationToken)).Error!.Reason.ShouldBe("UnknownSliceColumn");
    }

    private async Task<(TrainSpec Spec, StepResult Result)> RunAsync(SliceFinderPolicy policy, Gate? gate = null, IReadOnlyList<Slice>? slices = null)
    {
        var spec = Spec(policy, slices) with { Gates = gate is null ? null : [gate] };
        var result = await runs.RunAsync(spec, TestContext.Current.CancellationToken);
        result.Error.ShouldBeNull();
        return (spec, result);
    }

    private TrainSpec Spec(SliceFinderPolicy policy, IReadOnlyList<Slice>? slices = null) => runs.Spec(data, "label", LearningTask.Binary, """{"n_estimators":20,"max_depth":3}""") with
    {
        Features = [new() { Name = "x" }, new() { Name = "age" }], Evaluation = new EvaluationPolicy { SliceFinder = policy, Slices = slices },
    };

    private static Column Of(string name, ColumnType type) => new() { Name = name, Type = type, Nullable = true };
}

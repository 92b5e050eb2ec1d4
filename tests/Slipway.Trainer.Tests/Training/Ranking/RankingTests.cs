using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.OnnxRuntime;
using Column = Slipway.Contracts.Data.Column;
using ColumnType = Slipway.Contracts.Data.ColumnType;

namespace Slipway.Trainer.Tests.Training.Ranking;

/// <summary>Learning to rank from rows of searches, whose order in the files is none.</summary>
public sealed class RankingTests : IDisposable
{
    private const string Searches = """
        SELECT (hash(i * 31) % 400)::VARCHAR AS search, (hash(i * 7) % 1000)::DOUBLE / 1000 AS similarity, CASE WHEN hash(i * 3) % 9 = 0 THEN NULL ELSE (hash(i * 5) % 100)::DOUBLE END AS price,
          least(3, (hash(i * 7) % 1000) // 260 + (hash(i * 11) % 2))::BIGINT AS grade, 1.0 + hash((hash(i * 31) % 400)) % 3 AS importance
        FROM range(1000000) t(i)
        """;

    private static readonly Column[] Columns =
    [
        new() { Name = "search", Type = ColumnType.String }, new() { Name = "similarity", Type = ColumnType.Float64 }, new() { Name = "price", Type = ColumnType.Float64, Nullable = true },
        new() { Name = "grade", Type = ColumnType.Int64 }, new() { Name = "importance", Type = ColumnType.Float64 },
    ];

    private readonly TrainRuns runs = new();

    [Theory]
    [Trait("Capability", "T6")]
    [Trait("Capability", "E2")]
    [InlineData("""{"n_estimators":15,"max_depth":4}""")]
    [InlineData("""{"n_estimators":15,"objective":"rank:pairwise","tree_method":"exact","eval_metric":["map","ndcg"]}""")]
    public async Task A_model_that_ranks_is_measured_as_XGBoost_measures_it(string hyperparameters)
    {
        using var dataset = Dataset();
        var spec = Spec(dataset, hyperparameters);
        var result = await runs.RunAsync(spec);
        result.Error.ShouldBeNull(runs.Output.ToString());
        result.Train!.Parity!.MaxDifference.ShouldBeLessThanOrEqualTo(1e-5);

        var report = TrainRuns.Evaluation(spec);
        var ndcg = report.Metrics.Single(value => value is { Metric: "ndcg", Split: Split.Validation });
        var curve = report.Curve!.Single(point => point is { Round: 14, Metric: "ndcg", Split: Split.Validation });
        ndcg.Value!.Value.ShouldBe(curve.Value, 1e-4);
        var test = report.Metrics.Single(value => value is { Metric: "ndcg", Split: Split.Test });
        test.Value!.Value.ShouldBeGreaterThan(test.Baseline!.Value + 0.05);
        test.Low!.Value.ShouldBeLessThan(test.Value.Value);
        test.N.ShouldBeInRange(60, 200);
        report.Metrics.Select(value => value.Metric).ShouldContain("ndcg@10");

        // Rows are explained and scored in different passes: that both agree shows that they are the same rows.
        report.Explanations!.Parity.MaxDifference.ShouldBeInRange(0, 1e-4);
        report.Explanations.Samples!.ShouldAllBe(sample => sample.Output == null && Math.Abs(sample.Margin - sample.Prediction) < 1e-4);
    }

    [Fact]
    public async Task What_is_served_is_the_score()
    {
        using var dataset = Dataset();
        var spec = Spec(dataset, """{"n_estimators":3}""");
        (await runs.RunAsync(spec)).Error.ShouldBeNull(runs.Output.ToString());
        TrainRuns.Manifest(spec).Signature.Outputs.ShouldHaveSingleItem().Name.ShouldBe("score");
        using var session = OrtSession.Load(TrainRuns.FileOf(spec, "model.onnx"));
        session.Outputs[0].Name.ShouldBe("score");
        session.Inputs.Select(input => input.Name).ShouldBe(["similarity", "price"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_weight_is_that_of_the_query_and_a_part_of_the_rows_is_one_of_queries()
    {
        using var dataset = Dataset();
        var plain = Spec(dataset, """{"n_estimators":3}""") with { Evaluation = new EvaluationPolicy { LearningCurve = new LearningCurvePolicy { Points = 2 } } };
        (await runs.RunAsync(plain)).Error.ShouldBeNull(runs.Output.ToString());
        var weighted = Spec(dataset, """{"n_estimators":3}""", "weighted") with { Weight = "importance" };
        (await runs.RunAsync(weighted)).Error.ShouldBeNull(runs.Output.ToString());
        TrainRuns.Evaluation(plain).Curve![0].Value.ShouldNotBe(TrainRuns.Evaluation(weighted).Curve![0].Value);
    }

    [Fact]
    public async Task A_query_is_never_learned_from_and_measured_on()
    {
        using var dataset = Dataset(part: "row_number() OVER () % 100");
        await Refused(Spec(dataset, "{}"), StepExitCode.Refused, "QueriesInTwoSplits", "splits.key of the Dataset to search");
    }

    [Fact]
    public async Task What_is_no_query_or_grade_is_refused()
    {
        using var dataset = Dataset();
        await Refused(Spec(dataset, "{}") with { Qid = null }, StepExitCode.Invalid, "NoQueryColumn", "spec.qid");
        await Refused(Spec(dataset, "{}") with { Qid = "serch" }, StepExitCode.Invalid, "UnknownQueryColumn", "search");
        await Refused(Spec(dataset, "{}") with { Label = "similarity", Features = [new Feature { Name = "price" }] }, StepExitCode.Refused, "NoGrades", "whole grades");
    }

    public void Dispose() => runs.Dispose();

    private static TestDataset Dataset(string part = "hash(search) % 100") => new(Searches, Columns, 6_000, validationPercent: 20, part: part);

    private TrainSpec Spec(TestDataset dataset, string hyperparameters, string output = "out") => runs.Spec(dataset, "grade", LearningTask.Ranking, hyperparameters, output) with
    {
        Features = [new Feature { Name = "similarity" }, new Feature { Name = "price" }],
        Qid = "search",
    };

    private async Task Refused(TrainSpec spec, int code, string reason, string words)
    {
        var result = await runs.RunAsync(spec);
        runs.ExitCode.ShouldBe(code);
        result.Error!.Reason.ShouldBe(reason);
        $"{result.Error.Message} {result.Error.Remedy}".ShouldContain(words);
    }
}

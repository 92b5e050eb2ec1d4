using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Tests.Training;

[Trait("Capability", "D16")]
public sealed class ImbalanceTests : IDisposable
{
    // One row in fifty is fraud; the score tells with much noise.
    private const string Payments = """
        SELECT i AS id, (hash(i) % 1000)::DOUBLE / 1000 + CASE WHEN hash(i, 9) % 50 = 0 THEN 0.5 ELSE 0 END AS score, (hash(i, 5) % 7)::DOUBLE AS trust, hash(i, 9) % 50 = 0 AS fraud FROM range(20000) t(i)
        """;

    private readonly TrainRuns runs = new();
    private readonly TestDataset payments = new(Payments,
        [Of("id", ColumnType.Int64), Of("score", ColumnType.Float64), Of("trust", ColumnType.Float64), Of("fraud", ColumnType.Boolean)], 20000);

    [Theory]
    [InlineData(ImbalanceMethod.ClassWeights)]
    [InlineData(ImbalanceMethod.Oversample)]
    [InlineData(ImbalanceMethod.Undersample)]
    public async Task Balancing_finds_more_of_the_rare_class_and_leaves_what_is_measured_alone(ImbalanceMethod method)
    {
        var plain = await RecallAsync(null, "plain");
        var balanced = await RecallAsync(new ImbalancePolicy { Method = method }, "balanced");

        balanced.Recall.ShouldBeGreaterThan(plain.Recall + 0.1);
        balanced.TestRows.ShouldBe(plain.TestRows);
        balanced.BaseRate.ShouldBe(plain.BaseRate);
        plain.Report.Balance!.Skew.ShouldBeInRange(45, 55);
        plain.Report.Balance.Classes.Select(each => each.Class).ShouldBe(["false", "true"]);
        balanced.Report.Balance!.Method.ShouldBe(method);
    }

    [Fact]
    public void Factors_follow_their_formulas()
    {
        TrainingRows.Factors(null, [900, 100]).ShouldBe([1, 1]);
        TrainingRows.Factors(new ImbalancePolicy { Method = ImbalanceMethod.ClassWeights }, [900, 100]).ShouldBe([1000.0 / 1800, 5]);
        TrainingRows.Factors(new ImbalancePolicy { Method = ImbalanceMethod.Oversample, Ratio = 0.5 }, [900, 100, 600]).ShouldBe([1, 4.5, 1]);
        TrainingRows.Factors(new ImbalancePolicy { Method = ImbalanceMethod.Undersample, Ratio = 0.5 }, [900, 100, 150]).ShouldBe([200.0 / 900, 1, 1]);
    }

    [Fact]
    public async Task Rows_of_weight_zero_are_as_if_they_were_not_there()
    {
        using var weighted = new TestDataset($"SELECT *, CASE WHEN trust < 3 THEN 0 ELSE 2 END::DOUBLE AS importance, fraud AND trust >= 3 AS trusted FROM ({Payments})",
            [Of("score", ColumnType.Float64), Of("importance", ColumnType.Float64), Of("fraud", ColumnType.Boolean)], 20000,
            manifest => manifest with { Sampling = new SamplingPolicy { Percent = 50, ImportanceWeight = "importance" } });
        using var few = new TestDataset($"SELECT * FROM ({Payments}) WHERE trust >= 3", [Of("score", ColumnType.Float64), Of("fraud", ColumnType.Boolean)], 20000);

        // The sampled dataset's importance weight is taken without being asked for.
        var one = await RunAsync(Spec(weighted, "one"));
        var two = await RunAsync(Spec(few, "two"));

        var difference = Metric(one, "roc_auc") - Metric(two, "roc_auc");
        Math.Abs(difference).ShouldBeLessThan(0.05);
        TrainRuns.Evaluation(Spec(weighted, "one")).Curve![0].Value.ShouldNotBe(TrainRuns.Evaluation(Spec(few, "two")).Curve![0].Value, "the rows are not the same");
    }

    [Fact]
    public async Task Weights_that_are_none_are_refused()
    {
        var error = (await runs.RunAsync(Spec(payments, "out") with { Weight = "nothing" }, TestContext.Current.CancellationToken)).Error!;
        error.Reason.ShouldBe("UnknownWeight");

        using var negative = new TestDataset($"SELECT *, CASE WHEN id % 4 = 0 THEN -1 ELSE 1 END::DOUBLE AS w FROM ({Payments})",
            [Of("score", ColumnType.Float64), Of("w", ColumnType.Float64), Of("fraud", ColumnType.Boolean)], 20000);
        var refused = (await runs.RunAsync(Spec(negative, "out") with { Weight = "w" }, TestContext.Current.CancellationToken)).Error!;
        refused.Reason.ShouldBe("InvalidWeights");
        refused.Message.ShouldContain("have a weight 'w' that is missing, negative or infinite");
    }

    public void Dispose()
    {
        payments.Dispose();
        runs.Dispose();
    }

    private async Task<(double Recall, long TestRows, double BaseRate, EvaluationReport Report)> RecallAsync(ImbalancePolicy? policy, string output)
    {
        var spec = Spec(payments, output) with { Imbalance = policy, Evaluation = new EvaluationPolicy { Threshold = new ThresholdRule { Goal = ThresholdGoal.Fixed, Value = 0.5 } } };
        var result = await RunAsync(spec);
        var report = TrainRuns.Evaluation(spec);
        var recall = report.Metrics.First(metric => metric is { Metric: "recall", Split: Split.Test, Slice: null });
        return (recall.Value ?? 0, recall.N, Metric(result, "base_rate"), report);
    }

    private async Task<StepResult> RunAsync(TrainSpec spec)
    {
        var result = await runs.RunAsync(spec, TestContext.Current.CancellationToken);
        result.Error.ShouldBeNull();
        return result;
    }

    private static double Metric(StepResult result, string name) => result.Train!.Metrics!.First(metric => metric is { Slice: null } && metric.Metric == name).Value!.Value;

    private TrainSpec Spec(TestDataset dataset, string output) => runs.Spec(dataset, "fraud", LearningTask.Binary, """{"n_estimators":20,"max_depth":3}""", output) with
    {
        Features = [new() { Name = "score" }],
    };

    private static Column Of(string name, ColumnType type) => new() { Name = name, Type = type };
}

using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Training.Learning;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;

namespace Slipway.Trainer.Tests.Training;

[Trait("Capability", "T14")]
public sealed class SanityChecksTests
{
    private static readonly LearnerParameters Parameters = ParameterReader.Read(new ParameterRequest(LearningTask.Binary, null));

    [Fact]
    public void Rows_that_features_tell_apart_are_learned_by_heart() => SmallBatch(row => row).ShouldBeEmpty();

    [Fact]
    public void Rows_that_no_feature_tells_apart_are_reported() => SmallBatch(_ => 1).ShouldHaveSingleItem().ShouldContain("learned by heart");

    [Fact]
    public void A_sudden_worsening_is_reported_with_its_round() =>
        OfCurve([0.5, 0.4, 0.3], [0.5, 0.4, 0.9], best: 1).ShouldHaveSingleItem().ShouldContain("in round 3");

    [Fact]
    public void A_large_gap_between_train_and_validation_is_reported() =>
        OfCurve([0.5, 0.3, 0.1], [0.5, 0.45, 0.44], best: 2).ShouldHaveSingleItem().ShouldContain("0.1 on the train split but 0.44");

    [Fact]
    public void A_healthy_curve_is_not_remarked_on() => OfCurve([0.5, 0.4, 0.35], [0.5, 0.42, 0.4], best: 2).ShouldBeEmpty();

    [Fact]
    public async Task A_metric_that_is_no_number_ends_the_run()
    {
        using var runs = new TrainRuns();
        using var dataset = new TestDataset(TestDataset.Shop, TestDataset.ShopColumns, 1_000);
        var result = await runs.RunAsync(runs.Spec(dataset, "spent", LearningTask.Regression, """{"eta":1e30,"n_estimators":10}"""));
        runs.ExitCode.ShouldBe(StepExitCode.Refused);
        result.Error!.Reason.ShouldBe("Diverged");
        result.Error.Message.ShouldContain("rmse");
    }

    private static string[] SmallBatch(Func<int, float> feature)
    {
        float[] labels = [.. Enumerable.Range(0, 60).Select(row => (float)(row * 7 % 3 == 0 ? 1 : 0))];
        return [.. SanityChecks.OverfitSmallBatch([new DenseBatch(Enumerable.Range(0, 60).Select(feature).ToArray(), labels)], 1, Parameters)];
    }

    private static string[] OfCurve(double[] train, double[] validation, int best)
    {
        var curve = train.Select((value, round) => new CurvePoint(round, Split.Train, "logloss", value))
            .Concat(validation.Select((value, round) => new CurvePoint(round, Split.Validation, "logloss", value)));
        using var trained = new TrainedBooster(new Booster([]), best, [.. curve]);
        return [.. SanityChecks.OfCurve(trained, Parameters)];
    }
}

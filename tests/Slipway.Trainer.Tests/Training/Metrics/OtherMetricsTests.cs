using Slipway.Trainer.Evaluation.Metrics;

namespace Slipway.Trainer.Tests.Training.Metrics;

public sealed class OtherMetricsTests
{
    [Fact]
    [Trait("Capability", "E2")]
    public void Multiclass_values_are_those_computed_by_hand()
    {
        // Truth a a b c; predicted a b b b.
        float[] probabilities = [0.7f, 0.2f, 0.1f, 0.3f, 0.5f, 0.2f, 0.1f, 0.8f, 0.1f, 0.2f, 0.5f, 0.3f];
        var metrics = MulticlassMetrics.Measure(probabilities, [0, 0, 1, 2], ["a", "b", "c"], [0.5, 0.3, 0.2]).ToDictionary(metric => metric.Metric);
        metrics["accuracy"].Value.ShouldBe(0.5);
        metrics["accuracy"].Baseline.ShouldBe(0.5);
        metrics["precision[b]"].Value!.Value.ShouldBe(1 / 3d, 1e-12);
        metrics["recall[a]"].Value.ShouldBe(0.5);
        metrics["precision[c]"].Value.ShouldBeNull();
        metrics["recall[c]"].Value.ShouldBe(0);
        metrics["macro_f1"].Value!.Value.ShouldBe(((2 / 3d) + 0.5 + 0) / 3, 1e-12);
        metrics["log_loss"].Value!.Value.ShouldBe(-(Math.Log(0.7) + Math.Log(0.3) + Math.Log(0.8) + Math.Log(0.3)) / 4, 1e-6);
        metrics["log_loss"].Baseline!.Value.ShouldBe(-((2 * Math.Log(0.5)) + Math.Log(0.3) + Math.Log(0.2)) / 4, 1e-12);
    }

    [Fact]
    [Trait("Capability", "E2")]
    public void Regression_values_are_those_computed_by_hand()
    {
        var metrics = RegressionMetrics.Measure([1, 2, 4], [1d, 3d, 2d], trainMean: 1).ToDictionary(metric => metric.Metric);
        metrics["mae"].Value!.Value.ShouldBe(1, 1e-12);
        metrics["mse"].Value!.Value.ShouldBe(5 / 3d, 1e-12);
        metrics["rmse"].Value!.Value.ShouldBe(Math.Sqrt(5 / 3d), 1e-12);
        metrics["r2"].Value!.Value.ShouldBe(1 - (5 / 2d), 1e-12);
        metrics["bias"].Value!.Value.ShouldBe(1 / 3d, 1e-12);
        metrics["mae"].Baseline!.Value.ShouldBe(1, 1e-12);
        metrics["bias"].Baseline!.Value.ShouldBe(-1, 1e-12);
        metrics["rmse"].Interval!.Value.Low.ShouldBeLessThan(metrics["rmse"].Value!.Value);
        metrics["rmse"].Interval!.Value.High.ShouldBeGreaterThan(metrics["rmse"].Value!.Value);
    }

    [Fact]
    public void A_constant_truth_has_no_determination() =>
        RegressionMetrics.Measure([1, 2], [5d, 5d], 5).Single(metric => metric.Metric == "r2").Value.ShouldBeNull();
}

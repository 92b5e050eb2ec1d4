using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Tests.Training.Metrics;

[Trait("Capability", "T13")]
public sealed class NoiseStudyTests
{
    [Fact]
    public void Mean_and_deviation_are_those_of_the_runs()
    {
        // Predictions 1, 2, 3 off the truth: MAE 1, 2, 3.
        var noise = NoiseStudy.Run(3, Regression, run => new ScoredRows(Split.Test, [run, run], [0, 0], [])).Single(metric => metric.Metric == "mae");
        noise.ShouldBe(new MetricNoise("mae", 3, 2, 1));
        noise.Band().ShouldBe(1.959963984540054 * Math.Sqrt(2), 1e-12);
    }

    [Fact]
    public void A_metric_that_a_run_has_no_value_of_is_left_out() =>
        NoiseStudy.Run(2, Regression, run => new ScoredRows(Split.Test, [1, 2], run == 1 ? [5, 5] : [1, 2], [])).ShouldNotContain(metric => metric.Metric == "r2");

    [Fact]
    public void Of_differences_that_are_noise_the_band_holds_95_in_100()
    {
        var random = new Random(3);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var band = new MetricNoise("roc_auc", 5, 0.8, 0.01).Band();
        Enumerable.Range(0, 20_000).Count(_ => Math.Abs(0.01 * (Normal() - Normal())) <= band).ShouldBeInRange(18_850, 19_150);
    }

    private static Evaluator Regression { get; } = new(new Target("price", LearningTask.Regression, [], [], TrainMean: 0), 0);
}

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
        var noise = NoiseStudy.Measure(Regression, [.. Enumerable.Range(1, 3).Select(run => Rows([run, run], [0, 0]))]).Single(metric => metric.Metric == "mae");
        noise.ShouldBe(new MetricNoise("mae", 3, 2, 1));
    }

    [Fact]
    public void Equal_runs_have_no_deviation_at_all() =>
        NoiseStudy.Measure(Regression, Enumerable.Repeat(Rows([0.1f, 0.7f], [0, 1]), 7)).ShouldAllBe(metric => metric.Deviation == 0);

    [Fact]
    public void A_metric_that_a_run_has_no_value_of_is_left_out() =>
        NoiseStudy.Measure(Regression, [Rows([1, 2], [5, 5]), Rows([1, 2], [1, 2])]).ShouldNotContain(metric => metric.Metric == "r2");

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    public void Of_differences_that_are_noise_the_band_holds_95_in_100_however_few_runs_it_is_known_by(int runs)
    {
        var random = new Random(3);
        double Mae() => Math.Abs(10 + (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));
        const int trials = 2_000;
        var within = Enumerable.Range(0, trials).Count(_ =>
        {
            var known = Enumerable.Range(0, runs).Select(_ => Rows([(float)Mae()], [0])).ToList();
            var noise = NoiseStudy.Measure(Regression, known).Single(metric => metric.Metric == "mae");
            return Math.Abs(Mae() - Mae()) <= NoiseBand.Of(noise);
        });
        // Four standard errors of 95 %.
        within.ShouldBeInRange((int)(trials * 0.93), (int)(trials * 0.97));
    }

    private static ScoredRows Rows(float[] predictions, double[] labels) => new(Split.Test, predictions, labels, []);

    private static Evaluator Regression { get; } = new(new Target("price", LearningTask.Regression, [], [], TrainMean: 0), 0);
}

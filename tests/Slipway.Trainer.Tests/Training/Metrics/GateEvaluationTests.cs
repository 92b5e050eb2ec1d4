using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation;

namespace Slipway.Trainer.Tests.Training.Metrics;

[Trait("Capability", "E7")]
public sealed class GateEvaluationTests
{
    private static readonly MetricValue[] Metrics =
    [
        new() { Metric = "roc_auc", Value = 0.8, N = 100, Baseline = 0.5 },
        new() { Metric = "log_loss", Value = 0.4, N = 100, Baseline = 0.6 },
        new() { Metric = "roc_auc", Slice = "sex=F", Value = 0.7, N = 40, Baseline = 0.5 },
        new() { Metric = "roc_auc", Split = Split.Validation, Slice = "sex=M", Value = 0.99, N = 40 },
        new() { Metric = "precision", Value = null, N = 100 },
    ];

    private static readonly MetricValue[] Champion = [new() { Metric = "roc_auc", Value = 0.82, N = 100 }, new() { Metric = "log_loss", Value = 0.39, N = 100 }];

    [Theory]
    [InlineData("roc_auc", 0.8, true)]
    [InlineData("roc_auc", 0.81, false)]
    [InlineData("recall", 0.1, false)]
    [InlineData("precision", 0.1, false)]
    public void A_minimum_is_inclusive_and_never_passes_unmeasured(string metric, double min, bool passed) =>
        Decide(new() { Metric = metric, Min = min }).Passed.ShouldBe(passed);

    [Fact]
    public void A_verdict_says_the_value_and_the_limit()
    {
        var verdict = Decide(new() { Metric = "roc_auc", Slice = "sex=F", Min = 0.75, Mode = GateMode.Advisory });
        verdict.Passed.ShouldBeFalse();
        verdict.Mode.ShouldBe(GateMode.Advisory);
        verdict.Message.ShouldBe("roc_auc of sex=F is 0.7, but has to be at least 0.75.");
    }

    [Fact]
    public void A_slice_that_was_not_measured_on_the_test_split_fails() => Decide(new() { Metric = "roc_auc", Slice = "sex=M", Min = 0.1 }).Passed.ShouldBeFalse();

    [Theory]
    [InlineData("roc_auc", 0.03, true)]
    [InlineData("roc_auc", 0.01, false)]
    [InlineData("log_loss", 0.02, true)]
    [InlineData("log_loss", 0.005, false)]
    public void A_regression_is_measured_the_way_the_metric_improves(string metric, double allowed, bool passed) =>
        Decide(new() { Metric = metric, MaxRegression = allowed }, Champion).Passed.ShouldBe(passed);

    [Fact]
    public void Without_a_version_in_use_there_is_nothing_to_regress_from()
    {
        Decide(new() { Metric = "roc_auc", MaxRegression = 0 }).Passed.ShouldBeTrue();
        Decide(new() { Metric = "roc_auc", Slice = "sex=F", MaxRegression = 0 }, Champion).Passed.ShouldBeFalse();
    }

    [Theory]
    [InlineData("roc_auc", 0.3, true)]
    [InlineData("roc_auc", 0.31, false)]
    [InlineData("log_loss", 0.19, true)]
    [InlineData("log_loss", 0.21, false)]
    [Trait("Capability", "E3")]
    public void A_gain_over_the_zero_rule_can_be_demanded(string metric, double gain, bool passed) =>
        Decide(new() { Metric = metric, MinGainOverBaseline = gain }).Passed.ShouldBe(passed);

    private static GateResult Decide(Gate gate, IReadOnlyList<MetricValue>? champion = null) => GateEvaluation.Decide([gate], Metrics, champion).ShouldHaveSingleItem();
}

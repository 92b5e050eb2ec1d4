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

    [Fact]
    [Trait("Capability", "E4")]
    public void A_gate_of_each_value_is_decided_by_the_worst()
    {
        MetricValue[] sliced = [.. Metrics, new() { Metric = "roc_auc", Slice = "sex=M", Value = 0.9, Low = 0.85, High = 0.94, N = 60 }, new() { Metric = "roc_auc", Slice = "sexes=X", Value = 0.1, N = 60 }];
        var met = GateEvaluation.Decide([new() { Metric = "roc_auc", Slice = "sex=*", Min = 0.65 }], new(sliced, null)).Single();
        (met.Passed, met.Gate, met.Value, met.Margin!.Value).ShouldBe((true, "roc_auc of sex=*", 0.7, 0.7 - 0.65));
        met.Message.ShouldBe("Of 2 values the worst: roc_auc of sex=F is 0.7: at least 0.65.");

        SmallSlice[] small = [new("sex=X", 3), new("sexes=Y", 2)];
        GateEvaluation.Decide([new() { Metric = "roc_auc", Slice = "sex=*", Min = 0.65 }], new(sliced, null) { Small = small }).Single().Message.ShouldEndWith(". Not judged for too few rows: 1.");

        var missed = GateEvaluation.Decide([new() { Metric = "roc_auc", Slice = "sex=*", Min = 0.95 }], new(sliced, null)).Single();
        missed.Passed.ShouldBeFalse();
        missed.Message.ShouldBe("2 of 2 values miss: roc_auc of sex=F is 0.7, but has to be at least 0.95. roc_auc of sex=M is 0.9, but has to be at least 0.95.");
    }

    [Fact]
    [Trait("Capability", "E4")]
    public void A_gate_of_each_value_never_passes_without_one_or_with_one_undefined()
    {
        Decide(new() { Metric = "roc_auc", Slice = "age=*", Min = 0 }).Passed.ShouldBeFalse();
        MetricValue[] undefined = [new() { Metric = "roc_auc", Slice = "sex=F", Value = 0.9, N = 40 }, new() { Metric = "roc_auc", Slice = "sex=M", N = 40 }];
        var verdict = GateEvaluation.Decide([new() { Metric = "roc_auc", Slice = "sex=*", Min = 0.5 }], new(undefined, null)).Single();
        verdict.Passed.ShouldBeFalse();
        verdict.Value.ShouldBeNull();
        verdict.Message.ShouldBe("1 of 2 values miss: roc_auc of sex=M is undefined on the 40 test rows.");
    }

    [Theory]
    [InlineData(0.2, true)]
    [InlineData(0.1, false)]
    [Trait("Capability", "E4")]
    public void A_gap_between_groups_can_be_bounded(double max, bool passed)
    {
        MetricValue[] gap = [new() { Metric = "selection_rate_difference", Slice = "sex", Value = 0.15, Low = 0.1, High = 0.2, N = 100 }];
        var verdict = GateEvaluation.Decide([new() { Metric = "selection_rate_difference", Slice = "sex", Max = max }], new(gap, null)).Single();
        (verdict.Passed, verdict.Low, verdict.High, verdict.Margin!.Value).ShouldBe((passed, 0.1, 0.2, max - 0.15));
    }

    [Theory]
    [InlineData(0.04, true)]
    [InlineData(0.01, false)]
    [Trait("Capability", "E4")]
    public void A_gap_that_grows_is_a_regression(double champion, bool passed)
    {
        var gap = new MetricValue { Metric = "recall_difference", Slice = "sex", Value = 0.05, N = 100 };
        GateEvaluation.Decide([new() { Metric = gap.Metric, Slice = "sex", MaxRegression = 0.03 }], new([gap], [gap with { Value = champion }])).Single().Passed.ShouldBe(passed);
    }

    [Theory]
    [InlineData(0.005, 0.01, true)]
    [InlineData(0.005, 0.001, false)]
    [InlineData(0.03, 0, true)]
    [Trait("Capability", "T13")]
    public void A_loss_within_the_noise_band_is_none(double allowed, double deviation, bool passed)
    {
        var gate = new Gate { Metric = "roc_auc", MaxRegression = allowed, BeyondNoise = true };
        GateEvaluation.Decide([gate], new(Metrics, Champion) { Noise = [new MetricNoise("roc_auc", 5, 0.8, deviation)] }).Single().Passed.ShouldBe(passed);
    }

    [Theory]
    [InlineData(0.05, true)]
    [InlineData(0.11, false)]
    [Trait("Capability", "T13")]
    public void A_gain_has_to_exceed_the_noise_band(double deviation, bool passed)
    {
        var gate = new Gate { Metric = "roc_auc", MinGainOverBaseline = 0.01, BeyondNoise = true };
        var verdict = GateEvaluation.Decide([gate], new(Metrics, null) { Noise = [new MetricNoise("roc_auc", 5, 0.8, deviation)] }).Single();
        verdict.Passed.ShouldBe(passed);
        verdict.Message.ShouldContain("by 0.01 and the noise band of");
    }

    [Fact]
    [Trait("Capability", "T13")]
    public void A_gate_beyond_a_noise_band_that_is_unknown_never_passes()
    {
        var verdict = Decide(new() { Metric = "roc_auc", MaxRegression = 0.5, BeyondNoise = true }, Champion);
        (verdict.Passed, verdict.Margin).ShouldBe((false, null));
        verdict.Message.ShouldContain("a noise band that was not measured");
    }

    [Fact]
    public void The_margin_is_that_of_the_nearest_limit()
    {
        var verdict = Decide(new() { Metric = "roc_auc", Min = 0.5, MaxRegression = 0.05 }, Champion);
        verdict.Margin!.Value.ShouldBe(0.03, 1e-12);
        Decide(new() { Metric = "precision", Min = 0.5 }).Margin.ShouldBeNull();
    }

    private static GateResult Decide(Gate gate, IReadOnlyList<MetricValue>? champion = null) => GateEvaluation.Decide([gate], new(Metrics, champion)).ShouldHaveSingleItem();
}

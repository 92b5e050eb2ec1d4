using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Tests.Training.Metrics;

[Trait("Capability", "E9")]
public sealed class ThresholdSelectionTests
{
    private static readonly float[] Probabilities = [0.9f, 0.8f, 0.7f, 0.6f, 0.4f, 0.2f];
    private static readonly bool[] Positive = [true, true, false, true, false, false];

    [Fact]
    public void The_largest_F1_is_the_default()
    {
        var choice = Choose(null);
        choice.Goal.ShouldBe(ThresholdGoal.MaxF1);
        choice.Value.ShouldBe(0.5, 1e-6);
        choice.Recall.ShouldBe(1);
        choice.Precision.ShouldBe(0.75);
    }

    [Fact]
    public void A_precision_is_kept_with_the_most_recall() => Choose(new() { Goal = ThresholdGoal.Precision, Value = 0.9 }).Value.ShouldBe(0.75, 1e-6);

    [Fact]
    public void A_recall_is_kept_with_the_most_precision() => Choose(new() { Goal = ThresholdGoal.Recall, Value = 0.6 }).Value.ShouldBe(0.75, 1e-6);

    [Fact]
    public void Costs_decide()
    {
        Choose(new() { Goal = ThresholdGoal.MinCost, FalsePositiveCost = 10 }).Value.ShouldBe(0.75, 1e-6);
        Choose(new() { Goal = ThresholdGoal.MinCost, FalseNegativeCost = 10 }).Value.ShouldBe(0.5, 1e-6);
    }

    [Fact]
    public void A_fixed_threshold_is_taken() => Choose(new() { Goal = ThresholdGoal.Fixed, Value = 0.25 }).Value.ShouldBe(0.25);

    [Fact]
    public void One_that_cannot_be_reached_is_refused()
    {
        var refused = Should.Throw<StepException>(() => ThresholdSelection.Choose(
            new() { Goal = ThresholdGoal.Precision, Value = 0.9 }, [0.9f, 0.1f], [false, true], Split.Validation));
        refused.Outcome.ShouldBe(Slipway.Contracts.Steps.StepOutcome.Refused);
        refused.Message.ShouldContain("0.9");
    }

    [Fact]
    public void A_goal_without_its_value_is_invalid() =>
        Should.Throw<StepException>(() => Choose(new() { Goal = ThresholdGoal.Recall })).Outcome.ShouldBe(Slipway.Contracts.Steps.StepOutcome.Invalid);

    private static ThresholdChoice Choose(ThresholdRule? rule) => ThresholdSelection.Choose(rule, Probabilities, Positive, Split.Validation);
}

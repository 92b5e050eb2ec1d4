using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Evaluation.Behaviour;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Tests.Training.Behaviour;

[Trait("Capability", "E5")]
public sealed class BehaviourJudgeTests
{
    private static readonly Target Binary = new("label", LearningTask.Binary, ["no", "yes"], [0.5, 0.5], 0);
    private static readonly Target Classes = new("label", LearningTask.Multiclass, ["a", "b", "c"], [0.3, 0.3, 0.4], 0);
    private static readonly Target Numbers = new("label", LearningTask.Regression, [], [], 1);

    [Theory]
    [InlineData(ExpectedDirection.NotFall, null, 0.5f, 0.5f, false)]
    [InlineData(ExpectedDirection.NotFall, null, 0.5f, 0.49f, true)]
    [InlineData(ExpectedDirection.NotFall, 0.05, 0.5f, 0.49f, false)]
    [InlineData(ExpectedDirection.NotRise, null, 0.5f, 0.51f, true)]
    [InlineData(ExpectedDirection.NotRise, null, 0.5f, 0.1f, false)]
    [InlineData(ExpectedDirection.NotRise, 0.05, 0.5f, 0.6f, true)]
    [InlineData(ExpectedDirection.NotRise, 10.0, 0.5f, float.NaN, true)]
    public void A_prediction_must_not_move_against_what_is_known(ExpectedDirection expect, double? tolerance, float before, float after, bool failed) =>
        Judge(new() { Name = "x", Type = BehaviourType.Directional, Expect = expect, Tolerance = tolerance }, Binary, [before], [after]).Failed.ShouldBe(failed);

    [Fact]
    public void Of_several_values_the_worst_counts()
    {
        var verdict = Judge(new() { Name = "x", Type = BehaviourType.Invariance }, Binary, [0.6f], [0.95f], [0.45f], [0.55f]);
        (verdict.Failed, verdict.Variation).ShouldBe((true, 1), "the largest move keeps the label, a smaller one changes it");
        verdict.Change.ShouldBe(0.15, 1e-6);
        Judge(new() { Name = "x", Type = BehaviourType.Invariance, Tolerance = 0.2 }, Binary, [0.6f], [0.45f], [0.95f]).Variation.ShouldBe(1);
    }

    [Fact]
    public void Labels_and_probabilities_of_several_classes_are_told_apart()
    {
        float[] before = [0.5f, 0.3f, 0.2f], after = [0.45f, 0.2f, 0.35f];
        Judge(new() { Name = "x", Type = BehaviourType.Perturbation }, Classes, before, after).Failed.ShouldBeFalse("the label stays");
        Judge(new() { Name = "x", Type = BehaviourType.Perturbation, Tolerance = 0.1 }, Classes, before, after).Failed.ShouldBeTrue("c moves by 0.15");
        Judge(new() { Name = "x", Type = BehaviourType.Perturbation, Tolerance = 0.1, Class = "a" }, Classes, before, after).Failed.ShouldBeFalse("a moves by 0.05");
        Judge(new() { Name = "x", Type = BehaviourType.MinimumFunctionality, Max = 0.25, Class = "c" }, Classes, before).Failed.ShouldBeFalse();
        Judge(new() { Name = "x", Type = BehaviourType.MinimumFunctionality, Label = "b" }, Classes, before).Failed.ShouldBeTrue();
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(10, false)]
    [InlineData(10.5f, true)]
    [InlineData(-1, true)]
    [InlineData(float.NaN, true)]
    [InlineData(float.PositiveInfinity, true)]
    public void Bounds_hold_a_number(float value, bool failed) =>
        Judge(new() { Name = "x", Type = BehaviourType.MinimumFunctionality, Min = 0, Max = 10 }, Numbers, [value]).Failed.ShouldBe(failed);

    private static BehaviourVerdict Judge(BehaviourTest test, Target target, float[] before, params float[][] after) =>
        new BehaviourJudge(test, new Predictions(before, target, 0.5f), [.. after.Select(scores => new Predictions(scores, target, 0.5f))]).Judge(0);
}

using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;

namespace Slipway.Api.Tests.Validation;

public sealed class EvaluationValidationTests
{
    private static readonly BehaviourTest Flip = new() { Name = "flip", Type = BehaviourType.Invariance, Column = "sex" };
    private static readonly BehaviourTest Rise = new() { Name = "rise", Type = BehaviourType.Directional, Column = "price", By = 10, Expect = ExpectedDirection.NotRise };
    private static readonly BehaviourTest Minors = new() { Name = "minors", Type = BehaviourType.MinimumFunctionality, Where = "age < 18", Max = 0.1 };
    private static readonly BehaviourTest Noise = new() { Name = "noise", Type = BehaviourType.Perturbation };

    [Fact, Trait("Capability", "E5"), Trait("Capability", "E6")]
    public void What_can_be_run_and_judged_is_accepted()
    {
        Validate(Training with
        {
            Evaluation = With(Flip, Rise, Minors, Noise) with { SliceFinder = new SliceFinderPolicy(), Sets = [new EvaluationSet { Dataset = "golden" }], Backtest = new BacktestPolicy { StaticSet = "golden" } },
            Gates =
            [
                Max("failure_rate[flip]"), Max("largest_change[noise]"), Max("found_slices"), new Gate { Metric = "roc_auc", Slice = "backtest=*", Min = 0.5 },
                new Gate { Metric = "roc_auc", Slice = "backtest=latest", Min = 0.5 }, new Gate { Metric = "roc_auc", Slice = "backtest=static", Min = 0.5 },
            ],
        }).ShouldBeEmpty();
    }

    public static TheoryData<string, string, TrainingJobSpec> Faults => new()
    {
        { "spec.evaluation.behaviour[1]", "already at spec.evaluation.behaviour[0]", Tests(Flip, Flip) },
        { "spec.evaluation.behaviour[0].column", "must not matter", Tests(Flip with { Column = null }) },
        { "spec.evaluation.behaviour[0].values", "nothing can be flipped", Tests(Flip with { Values = ["a"] }) },
        { "spec.evaluation.behaviour[0].noise", "not for Invariance; remove it, or set type to Perturbation", Tests(Flip with { Noise = 1 }) },
        { "spec.evaluation.behaviour[0].by", "missing or 0", Tests(Rise with { By = 0 }) },
        { "spec.evaluation.behaviour[0].expect", "NotFall or NotRise", Tests(Rise with { Expect = null }) },
        { "spec.evaluation.behaviour[0].class", "whose probability is meant", Tests(Rise) with { Task = LearningTask.Multiclass } },
        { "spec.evaluation.behaviour[0]", "give min, max or label", Tests(Minors with { Max = null }) },
        { "spec.evaluation.behaviour[0].min", "no prediction can pass", Tests(Minors with { Min = 0.5 }) },
        { "spec.evaluation.behaviour[0].label", "since task is Regression", Tests(Minors with { Label = "yes" }) with { Task = LearningTask.Regression } },
        { "spec.evaluation.behaviour[0].tolerance", "in the unit of the prediction", Tests(Noise) with { Task = LearningTask.Regression } },
        { "spec.gates[0].metric", "no such behaviour test; did you mean 'flip'", Tests(Flip) with { Gates = [Max("failure_rate[flop]")] } },
        { "spec.gates[0].metric", "rows of its test alone", Tests(Flip) with { Gates = [Max("failure_rate[flip]") with { Slice = "country=DE" }] } },
        { "spec.gates[0].metric", "set spec.evaluation.sliceFinder", Training with { Gates = [Max("found_slices")] } },
        { "spec.evaluation.backtest.staticSet", "no such evaluation set", Backtest("gold") },
        { "spec.evaluation.backtest.window", "longer than zero", Backtest("golden", window: TimeSpan.Zero) },
        { "spec.gates[0].slice", "set spec.evaluation.backtest", Training with { Gates = [Max("log_loss") with { Slice = "backtest=latest" }] } },
        { "spec.gates[0].slice", "no such part of a backtest", Backtest("golden") with { Gates = [Max("log_loss") with { Slice = "backtest=first" }] } },
        { "spec.gates[0].slice", "together with backtest=static", Backtest("golden") with { Gates = [Max("log_loss") with { Slice = "backtest=latest" }] } },
        { "spec.gates[1].slice", "together with backtest=static", Backtest("golden") with { Gates = [Max("log_loss") with { Slice = "backtest=static", Mode = GateMode.Advisory }, Max("log_loss") with { Slice = "backtest=latest" }] } },
    };

    [Theory, MemberData(nameof(Faults)), Trait("Capability", "E5"), Trait("Capability", "E6")]
    public void What_cannot_is_named_with_its_field_and_a_remedy(string field, string message, TrainingJobSpec spec) =>
        Validate(spec).ShouldContain(error => error.Field == field && error.Message.Contains(message), string.Join('\n', Validate(spec)));

    private static IReadOnlyList<Api.Validation.FieldError> Validate(TrainingJobSpec spec) => TrainingJobValidation.Validate(spec);

    private static TrainingJobSpec Training => new() { Model = "m", Owner = "shop", Dataset = "clicks", FeatureSet = "features" };

    private static TrainingJobSpec Tests(params BehaviourTest[] tests) => Training with { Evaluation = With(tests) };

    private static EvaluationPolicy With(params BehaviourTest[] tests) => new() { Behaviour = tests };

    private static TrainingJobSpec Backtest(string set, TimeSpan? window = null) => Training with
    {
        Evaluation = new EvaluationPolicy
        {
            Sets = [new EvaluationSet { Dataset = "golden" }], Backtest = new BacktestPolicy { StaticSet = set, Window = window is { } length ? new Contracts.Duration(length) : null },
        },
    };

    private static Gate Max(string metric) => new() { Metric = metric, Max = 0.5 };
}

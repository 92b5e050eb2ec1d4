using System.Text.Json;
using Slipway.Api.TrainingJobs.Drills;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Api.Validation;
using Slipway.Contracts.Training;

namespace Slipway.Api.TrainingJobs;

/// <summary>What a schema cannot say about a TrainingJob.</summary>
public static class TrainingJobValidation
{
    /// <summary>All that is wrong with the spec by itself; other objects are not looked at.</summary>
    public static IReadOnlyList<FieldError> Validate(TrainingJobSpec spec)
    {
        var errors = new FieldErrors();
        DatasetReference.Check("spec.dataset", spec.Dataset, errors);
        Trainer(spec, errors);
        SchedulingValidation.Check(spec, errors);
        foreach (var (name, value) in spec.Hyperparameters ?? new Dictionary<string, JsonElement>())
        {
            errors.AddIf(
                value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String or JsonValueKind.True or JsonValueKind.False),
                $"spec.hyperparameters.{name}", value.GetRawText(), "must be a number, a text, true or false");
        }

        foreach (var (index, gate) in (spec.Gates ?? []).Index()) GateValidation.Check(gate, spec.Evaluation, $"spec.gates[{index}]", errors);
        BehaviourValidation.Check(spec.Evaluation.Behaviour, spec.Task, errors);
        BacktestValidation.Check(spec, errors);
        Sets(spec, errors);
        Threshold(spec, errors);
        SearchValidation.Check(spec, errors);
        OfClasses(spec, errors);
        RankingRules.Check(spec, errors);
        CompressionRules.Check(spec, errors);
        EnsembleRules.Check(spec, errors);
        MissingData(spec.MissingData, errors);
        RunningValidation.Check(spec, errors);
        errors.AddIf(
            spec.PositiveClass is not null && spec.Task != LearningTask.Binary,
            "spec.positiveClass", spec.PositiveClass, $"is for Binary tasks; remove it, since task is {spec.Task}");
        errors.AddIf(spec.Deadline is { Value: var deadline } && deadline <= TimeSpan.Zero, "spec.deadline", spec.Deadline, "must be longer than zero, such as 2h");
        TriggerValidation.Check(spec, errors);
        DrillValidation.Check(spec.Drill, errors);
        return errors.All;
    }

    private static void Trainer(TrainingJobSpec spec, FieldErrors errors)
    {
        if (spec.Trainer?.Image is not null) return;
        errors.AddIf(spec.FeatureSet is null, "spec.featureSet", null, "the built-in trainer needs one; name a FeatureSet, or an image in spec.trainer.image that makes its own features");
        var alone = spec.Workers > 1 ? OneWorker.Needs(spec.Task, spec.Ensemble, spec.Compression, spec.SelfTraining, spec.Evaluation) : null;
        errors.AddIf(alone is not null, "spec.workers", spec.Workers,
            $"must be 1 with spec.{alone}, which needs all rows in one process; remove one of the two");
        errors.AddIf(
            spec.Trainer?.Command is not null, "spec.trainer.command", null, "goes with an image of your own; name it in spec.trainer.image, or remove the command");
    }

    private static void MissingData(MissingDataPolicy? policy, FieldErrors errors)
    {
        foreach (var (index, window) in (policy?.ExcludedWindows ?? []).Index())
        {
            errors.AddIf(window.From >= window.To, $"spec.missingData.excludedWindows[{index}].to", window.To, $"must be later than from, {window.From:O}");
            errors.AddIf(string.IsNullOrWhiteSpace(window.Reason), $"spec.missingData.excludedWindows[{index}].reason", window.Reason, "is empty; say why the period is left out, for those who read the model's record");
        }

        foreach (var (index, slice) in (policy?.Slices ?? []).Index())
        {
            errors.AddIf(
                slice.Slice.IndexOf('=', StringComparison.Ordinal) <= 0, $"spec.missingData.slices[{index}].slice", slice.Slice, "is written column=value, such as country=DE");
            errors.AddIf(slice is { MaxMissingPercent: null, MaxLostRowsPercent: null }, $"spec.missingData.slices[{index}]", slice.Slice, "sets no limit; give maxMissingPercent or maxLostRowsPercent");
        }
    }

    private static void OfClasses(TrainingJobSpec spec, FieldErrors errors)
    {
        if (spec.Task.HasClasses()) return;
        errors.AddIf(spec.SelfTraining is not null, "spec.selfTraining", null, $"takes the classes that the model is sure of; remove it, since task is {spec.Task}");
        errors.AddIf(spec.Evaluation.LabelNoise is not null, "spec.evaluation.labelNoise", null, $"compares classes; remove it, since task is {spec.Task}");
        errors.AddIf(spec.Evaluation.ActiveLearning is not null, "spec.evaluation.activeLearning", null, $"lists rows with unsure classes; remove it, since task is {spec.Task}");
    }

    private static void Sets(TrainingJobSpec spec, FieldErrors errors)
    {
        List<string> names = [.. (spec.Evaluation.Sets ?? []).Select(set => set.Dataset)];
        errors.Unique("spec.evaluation.sets", names, "dataset");
        foreach (var (index, set) in (spec.Evaluation.Sets ?? []).Index())
        {
            DatasetReference.Check($"spec.evaluation.sets[{index}].dataset", set.Dataset, errors);
            errors.AddIf(set.Dataset == spec.Dataset, $"spec.evaluation.sets[{index}].dataset", set.Dataset, "is what the model learns from; name a set that is held back");
            errors.AddIf(set.Window is { Value: var window } && window <= TimeSpan.Zero, $"spec.evaluation.sets[{index}].window", set.Window, "must be longer than zero, such as 7d");
        }

        foreach (var (index, gate) in (spec.Gates ?? []).Index()) errors.Known($"spec.gates[{index}].dataset", gate.Dataset, names, "evaluation set");
    }

    private static void Threshold(TrainingJobSpec spec, FieldErrors errors)
    {
        if (spec.Evaluation.Threshold is not { } rule) return;
        errors.AddIf(
            spec.Task != LearningTask.Binary, "spec.evaluation.threshold", rule.Goal, $"is for Binary tasks; remove it, since task is {spec.Task}");
        errors.AddIf(
            rule is { Goal: ThresholdGoal.Precision or ThresholdGoal.Recall or ThresholdGoal.Fixed, Value: null },
            "spec.evaluation.threshold.value", null, $"goal {rule.Goal} needs a value between 0 and 1");
    }
}

using Slipway.Api.Validation;
using Slipway.Contracts.Training;

namespace Slipway.Api.ModelVersions;

/// <summary>What a schema cannot say about an imported model.</summary>
internal static class ImportValidation
{
    public static void Check(ModelVersionSpec spec, FieldErrors errors)
    {
        if (spec.Imported is not { } imported) return;
        const string at = "spec.imported";
        errors.AddIf(spec.Provenance?.TrainingJob is not null, at, null, $"goes without spec.provenance.trainingJob; a model that '{spec.Provenance?.TrainingJob}' trained was not imported");
        errors.AddIf(spec.Metrics is { Count: > 0 }, "spec.metrics", null, "an imported model is measured here; remove them, and name a dataset in spec.imported.evaluation");
        errors.AddIf(spec.Gates is { Count: > 0 }, "spec.gates", null, "gates of an imported model are decided here; write them in spec.imported.evaluation.gates");
        errors.AddIf(imported is { Evaluation: null, Unevaluated: false }, $"{at}.evaluation", null,
            "is missing: name the dataset that it is measured on, or set spec.imported.unevaluated, which an approver has to waive before it is served");
        errors.AddIf(imported is { Evaluation: not null, Unevaluated: true }, $"{at}.unevaluated", true, "goes without spec.imported.evaluation; remove one of the two");
        if (imported.Evaluation is not { } evaluation) return;
        errors.AddIf(spec.Task == LearningTask.Ranking, "spec.task", spec.Task, "is not measured of an imported model, whose queries nobody declares; set spec.imported.unevaluated instead of evaluation, and let an approver waive it");
        DatasetReference.Check($"{at}.evaluation.dataset", evaluation.Dataset, errors);
        Classes(spec.Task, evaluation.Classes, $"{at}.evaluation.classes", errors);
        foreach (var (index, gate) in (evaluation.Gates ?? []).Index()) Limits(gate, $"{at}.evaluation.gates[{index}]", errors);
    }

    private static void Classes(LearningTask task, IReadOnlyList<string>? classes, string field, FieldErrors errors)
    {
        var needed = task switch { LearningTask.Binary => 2, LearningTask.Multiclass => 3, _ => 0 };
        errors.AddIf(needed == 0 && classes is not null, field, null, $"is for Binary and Multiclass tasks; remove it, since task is {task}");
        errors.AddIf(needed == 2 && classes?.Count != 2, field, classes?.Count, "a Binary model has two classes; name both, the positive one last");
        errors.AddIf(needed == 3 && (classes?.Count ?? 0) < 2, field, classes?.Count, "name the classes in the order of the model's probabilities");
        if (classes is not null) errors.Unique(field, classes, "class");
    }

    private static void Limits(Gate gate, string at, FieldErrors errors)
    {
        errors.AddIf(gate is { Min: null, Max: null, MinGainOverBaseline: null }, at, gate.Metric, "sets no limit; give min, max or minGainOverBaseline");
        errors.AddIf(gate.Min > gate.Max, $"{at}.min", gate.Min, $"is larger than max {gate.Max}, so no model can pass");
        errors.AddIf(gate.MaxRegression is not null || gate.BeyondNoise, $"{at}.maxRegression", gate.MaxRegression, "compares with another version or the noise of training, which an imported model does not have; give min or max");
        errors.AddIf(gate.Slice is not null || gate.Dataset is not null, at, gate.Metric, "is about all rows of the dataset that it is measured on; remove slice and dataset");
    }
}

using Slipway.Api.Datasets;
using Slipway.Api.TrainingJobs;
using Slipway.Api.Validation;
using Slipway.Contracts.Data;
using Slipway.Contracts.Training;

namespace Slipway.Operator.TrainingJobs;

/// <summary>What is wrong with a TrainingJob as the other objects are; said alike by the reconciler and by admission.</summary>
internal static class TrainingFaults
{
    /// <summary>Versions are numbered within a family, so it has one job.</summary>
    public static FieldError FamilyTaken(TrainingJobSpec spec, string rival) => new("spec.model", null,
        $"'{spec.Model}' belongs to TrainingJob '{rival}', and two would give out the same versions; choose another name, or delete one of the two");

    /// <summary>What was held back from training is never trained on.</summary>
    public static FieldError? Role(TrainingJobSpec spec, Dataset dataset) => dataset.Spec.Role == DatasetRole.Training
        ? null
        : new FieldError("spec.dataset", null,
            $"Dataset '{spec.Dataset}' has the role {dataset.Spec.Role} and must never be trained on; name one with the role Training");

    /// <summary>What may be trained on proves nothing about a model.</summary>
    public static FieldError? SetRole(int index, Dataset dataset) => dataset.Spec.Role != DatasetRole.Training
        ? null
        : new FieldError($"spec.evaluation.sets[{index}].dataset", dataset.Metadata.Name,
            "has the role Training, so that models may have learned its rows; give it the role Golden, Stress, Backtest or Counterfactual");

    /// <summary>A set that is past its time and that the job refuses then.</summary>
    public static FieldError? Expired(TrainingJobSpec spec, IReadOnlyDictionary<string, Dataset> sets, DateTimeOffset now)
    {
        foreach (var (index, set) in (spec.Evaluation.Sets ?? []).Index())
        {
            if (set.OnExpired != ExpiredSet.Refuse || sets.GetValueOrDefault(set.Dataset)?.Spec.ExpiresAt is not { } end || end > now) continue;
            return new FieldError($"spec.evaluation.sets[{index}].dataset", set.Dataset, FormattableString.Invariant(
                $"expired at {end.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; look through it and set spec.expiresAt of the Dataset anew, or set onExpired to Warn"));
        }

        return null;
    }

    /// <summary>A label of classes is not learned as a number, nor the other way round.</summary>
    public static FieldError? LabelType(TrainingJobSpec spec, Dataset dataset)
    {
        if (dataset.Spec.Label is not { Type: { } type } label || (spec.Label ?? label.Column) != label.Column) return null;
        var fitting = type switch { Contracts.Data.LabelType.Binary => LearningTask.Binary, Contracts.Data.LabelType.Multiclass => LearningTask.Multiclass, _ => LearningTask.Regression };
        return spec.Task == fitting || (fitting == LearningTask.Regression && spec.Task == LearningTask.Ranking) ? null : new FieldError("spec.task", spec.Task.ToString(),
            $"does not fit the label '{label.Column}', which Dataset '{spec.Dataset}' declares as {type}; set task to {fitting}, or name another column in spec.label");
    }

    /// <summary>The label that functions add to the declared columns.</summary>
    public static IEnumerable<string> LabelsByFunctions(Dataset dataset) => dataset.Spec.Label is { Functions.Count: > 0 } label ? [label.Column] : [];
}

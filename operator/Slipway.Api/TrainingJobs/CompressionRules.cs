using System.Text.Json;
using Slipway.Api.Validation;
using Slipway.Contracts.Training;

namespace Slipway.Api.TrainingJobs;

/// <summary>What goes together when a model is made smaller.</summary>
internal static class CompressionRules
{
    public static void Check(TrainingJobSpec spec, FieldErrors errors)
    {
        if (spec.Compression is not { } policy) return;
        if (policy.Method == CompressionMethod.Pruning) Pruning(spec, policy, errors);
        else Distillation(spec, policy, errors);
    }

    private static void Pruning(TrainingJobSpec spec, CompressionPolicy policy, FieldErrors errors)
    {
        errors.AddIf(policy is { Rounds: null, Tolerance: null }, "spec.compression.rounds", null, "is missing: say how many rounds are kept, or set tolerance, such as 0.02");
        errors.AddIf(policy is { Rounds: not null, Tolerance: not null }, "spec.compression.tolerance", policy.Tolerance, "and rounds both say what is kept; leave one of them out");
        errors.AddIf(policy.Hyperparameters is not null, "spec.compression.hyperparameters", null, "are a student's; remove them, since method is Pruning, or set it to Distillation");
        errors.AddIf(spec.Ensemble is not null, "spec.compression.method", policy.Method, "leaves out later rounds, which an ensemble has none of; use Distillation");
    }

    private static void Distillation(TrainingJobSpec spec, CompressionPolicy policy, FieldErrors errors)
    {
        errors.AddIf(
            policy.Hyperparameters is not { Count: > 0 }, "spec.compression.hyperparameters", null, "say nothing of the student; give it fewer rounds or less depth than the teacher, such as max_depth: 3");
        errors.AddIf(policy.Rounds is not null, "spec.compression.rounds", policy.Rounds, "is for Pruning; set hyperparameters.num_boost_round of the student instead");
        errors.AddIf(policy.Tolerance is not null, "spec.compression.tolerance", policy.Tolerance, "is for Pruning; remove it");
        errors.AddIf(spec.Task == LearningTask.Ranking, "spec.compression.method", policy.Method, "learns scores, which are no grades of a Ranking; use Pruning");
        foreach (var (name, value) in policy.Hyperparameters ?? new Dictionary<string, JsonElement>())
        {
            errors.AddIf(
                value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String or JsonValueKind.True or JsonValueKind.False),
                $"spec.compression.hyperparameters.{name}", value.GetRawText(), "must be a number, a text, true or false");
        }
    }
}

using Slipway.Api.Validation;

namespace Slipway.Api.TrainingJobs;

/// <summary>What cannot be had of an ensemble.</summary>
internal static class EnsembleRules
{
    public static void Check(TrainingJobSpec spec, FieldErrors errors)
    {
        if (spec.Ensemble is null) return;
        var evaluation = spec.Evaluation;
        (string Field, bool IsSet)[] studies =
        [
            ("featureCost", evaluation.FeatureCost is not null), ("groupHoldout", evaluation.GroupHoldout is not null), ("learningCurve", evaluation.LearningCurve is not null), ("noiseBand", evaluation.NoiseBand is not null),
            ("backtest", evaluation.Backtest is not null), ("leakage.ablation", evaluation.Leakage is { Ablation: true }),
        ];
        foreach (var (field, isSet) in studies)
            errors.AddIf(isSet, $"spec.evaluation.{field}", null, "trains single models, which the mean of several is not to be compared with; remove it or spec.ensemble");
    }
}

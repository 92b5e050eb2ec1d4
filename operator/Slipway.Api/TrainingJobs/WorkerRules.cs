using Slipway.Contracts.Training;

namespace Slipway.Api.TrainingJobs;

/// <summary>What cannot be had together with several workers of the built-in trainer.</summary>
internal static class WorkerRules
{
    /// <summary>The setting, by its path in the spec, that would have all rows in one process; null: there is none.</summary>
    public static string? NeedsAllRows(TrainingJobSpec spec) => spec switch
    {
        { Task: LearningTask.Ranking } => "task Ranking",
        { Ensemble: not null } => "ensemble",
        { Compression: not null } => "compression",
        { SelfTraining: not null } => "selfTraining",
        { Evaluation.LabelNoise: not null } => "evaluation.labelNoise",
        { Evaluation.NoiseBand: not null } => "evaluation.noiseBand",
        { Evaluation.LearningCurve: not null } => "evaluation.learningCurve",
        { Evaluation.Freshness: not null } => "evaluation.freshness",
        { Evaluation.FeatureCost: not null } => "evaluation.featureCost",
        { Evaluation.GroupHoldout: not null } => "evaluation.groupHoldout",
        { Evaluation.Leakage.Ablation: true } => "evaluation.leakage.ablation",
        _ => null,
    };
}

namespace Slipway.Contracts.Training;

/// <summary>What cannot be had together with several workers of the built-in trainer, since one process would need the memory that they were taken for.</summary>
public static class OneWorker
{
    /// <summary>The setting, by its path in a TrainingJob's spec, that needs all rows in one process; null: there is none.</summary>
    public static string? Needs(LearningTask task, EnsemblePolicy? ensemble, CompressionPolicy? compression, SelfTraining? selfTraining, EvaluationPolicy evaluation) => evaluation switch
    {
        _ when task == LearningTask.Ranking => "task Ranking",
        _ when ensemble is not null => "ensemble",
        _ when compression is not null => "compression",
        _ when selfTraining is not null => "selfTraining",
        { LabelNoise: not null } => "evaluation.labelNoise",
        { NoiseBand: not null } => "evaluation.noiseBand",
        { LearningCurve: not null } => "evaluation.learningCurve",
        { Freshness: not null } => "evaluation.freshness",
        { Backtest: not null } => "evaluation.backtest",
        { FeatureCost: not null } => "evaluation.featureCost",
        { GroupHoldout: not null } => "evaluation.groupHoldout",
        { Leakage.Ablation: true } => "evaluation.leakage.ablation",
        _ => null,
    };
}

using Slipway.Contracts.Data;
using Slipway.Contracts.Training;

namespace Slipway.Trainer.ModelCards.TestScore;

/// <summary>Model development.</summary>
internal static class ModelTests
{
    internal static IEnumerable<Judged> Of(ScoredModel model)
    {
        var (evaluation, operation) = (model.Evaluation, model.Operation);
        yield return Judged.When(
            "Specifications are reviewed and checked in",
            (operation.SourceRevision is not null, $"The manifest comes from revision {operation.SourceRevision}."),
            (model.Spec.ConfigurationDigest is not null, $"The configuration is on record with its digest; annotate the TrainingJob with its revision."), "Train by a TrainingJob, whose configuration is on record.");
        yield return Judged.When(
            "Offline metrics follow online ones",
            (operation is { PredictionLogs.Count: > 0 }, $"Predictions are logged and joined with what became of them in {string.Join(", ", operation.PredictionLogs ?? [])}."),
            (operation.Canary, "Canaries compare versions on the same traffic; predictions are not joined with what became of them."), "Serve it by a Rollout, and make a Dataset from its prediction log.");
        yield return Judged.When(
            "Hyperparameters are tuned", (evaluation.Trials is > 1, $"{evaluation.Trials} trials were compared on the validation split."),
            (model.Spec.Hyperparameters is { Count: > 0 }, "Hyperparameters were chosen by hand."), "Set spec.search of the TrainingJob.");
        yield return Judged.When(
            "The effect of staleness is known", evaluation.Freshness is { Points.Count: > 1 } || evaluation.Backtest is { Folds.Count: > 1 },
            evaluation.Freshness is { } freshness ? $"Measured for {freshness.Points.Count} ages." : $"Measured on {evaluation.Backtest?.Folds.Count} periods after what was learned from.", "Set evaluation.freshness.");
        var rule = evaluation.Metrics.Any(metric => metric is { Split: Split.Test, Slice: null, Baseline: not null });
        yield return Judged.When(
            "A simpler model is not better",
            (model.HasRequiredGate(gate => gate.MinGainOverBaseline is not null), "A gate requires a gain over the zero rule."),
            (rule, "The zero rule stands beside each metric; no gate requires a gain (minGainOverBaseline)."), "");
        var slices = evaluation.Metrics.Where(metric => metric is { Slice: not null, Dataset: null } && !metric.Slice.StartsWith(BacktestReport.SlicePrefix, StringComparison.Ordinal)).Select(metric => metric.Slice).Distinct().Count();
        yield return Judged.When(
            "Quality is sufficient on slices",
            (slices > 0 && model.HasRequiredGate(gate => gate.Slice is not null), $"{slices} slices are measured, and a gate requires quality there."),
            (slices > 0, $"{slices} slices are measured; no gate requires anything of them."), "Set evaluation.slices, and gates with a slice.");
        var gaps = evaluation.Metrics.Count(metric => SliceDifference.Is(metric.Metric));
        yield return Judged.When(
            "Inclusion was tested",
            (gaps > 0 && model.HasRequiredGate(gate => SliceDifference.Is(gate.Metric)), "Gaps between groups are measured, and a gate bounds them."),
            (gaps > 0, $"{gaps} gaps between groups are measured; no gate bounds them."), "Set evaluation.slices over the groups that matter, and a gate such as recall_difference.");
    }
}

using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Learning;
using Slipway.Trainer.Training.Parameters;

namespace Slipway.Trainer.Training.Compression;

/// <summary>How many of a model's rounds are kept. Pure.</summary>
internal static class PruningRule
{
    internal static int Rounds(CompressionPolicy policy, TrainedBooster trained, LearnerParameters parameters)
    {
        if (policy.Rounds is { } rounds) return Math.Min(rounds, trained.Rounds);
        var metric = parameters.Metrics[^1];
        var larger = Objectives.IsLargerBetter(metric);
        double[] values = [.. trained.Curve.Where(point => point.Metric == metric && point.Split == Split.Validation && point.Round <= trained.BestRound).OrderBy(point => point.Round).Select(point => larger ? point.Value : -point.Value)];
        if (values.Length == 0)
            throw StepException.Invalid("NoValidationRows", "compression.tolerance is about the validation metric, but the dataset version has no validation rows.", "Set splits.validationPercent of the Dataset above 0, or give compression.rounds.");
        var least = values[^1] - (policy.Tolerance!.Value * Math.Max(0, values[^1] - values[0]));
        return 1 + Array.FindIndex(values, value => value >= least);
    }
}

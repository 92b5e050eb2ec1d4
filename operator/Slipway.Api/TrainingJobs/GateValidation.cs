using Slipway.Api.Validation;
using Slipway.Contracts.Training;

namespace Slipway.Api.TrainingJobs;

/// <summary>Whether a gate can be decided at all: found out before the training rather than after it.</summary>
internal static class GateValidation
{
    private const string MeanCost = "mean_cost";
    private const string FoundSlices = "found_slices";
    private static readonly string[] OfBehaviour = ["failure_rate", "mean_change", "largest_change"];

    public static void Check(Gate gate, EvaluationPolicy evaluation, string at, FieldErrors errors)
    {
        errors.AddIf(
            gate is { Min: null, Max: null, MaxRegression: null, MinGainOverBaseline: null },
            at, gate.Metric, "sets no limit; give min, max, maxRegression or minGainOverBaseline");
        errors.AddIf(gate.Min > gate.Max, $"{at}.min", gate.Min, $"is larger than max {gate.Max}, so no model can pass");
        errors.AddIf(
            gate.Metric == MeanCost && evaluation.Threshold?.Goal != ThresholdGoal.MinCost, $"{at}.metric", gate.Metric,
            "needs costs; set spec.evaluation.threshold with goal MinCost, falsePositiveCost and falseNegativeCost");
        errors.AddIf(gate.Metric == FoundSlices && evaluation.SliceFinder is null, $"{at}.metric", gate.Metric, "needs a search; set spec.evaluation.sliceFinder");
        Behaviour(gate, evaluation, $"{at}.metric", errors);
        if (SliceDifference.Is(gate.Metric)) Difference(gate, at, errors);
        else errors.AddIf(gate.Slice?.IndexOf('=', StringComparison.Ordinal) <= 0, $"{at}.slice", gate.Slice, "is written column=value, such as country=DE, or column=* for each value");
        if (gate.BeyondNoise) Noise(gate, evaluation, $"{at}.beyondNoise", errors);
    }

    // A misspelt test would never be measured, and its gate never be met.
    private static void Behaviour(Gate gate, EvaluationPolicy evaluation, string at, FieldErrors errors)
    {
        var parts = gate.Metric.Split('[', 2);
        if (!OfBehaviour.Contains(parts[0]) || parts.Length < 2) return;
        errors.Known(at, parts[1].TrimEnd(']'), [.. (evaluation.Behaviour ?? []).Select(test => test.Name)], "behaviour test");
        errors.AddIf(gate.Slice is not null || gate.Dataset is not null, at, gate.Metric, "is measured for the rows of its test alone; remove slice and dataset");
    }

    private static void Difference(Gate gate, string at, FieldErrors errors)
    {
        errors.AddIf(gate.Slice is null, $"{at}.slice", null, $"is missing: {gate.Metric} is between the values of a column; name it, such as country");
        errors.AddIf(gate.Slice?.Contains('=', StringComparison.Ordinal) == true, $"{at}.slice", gate.Slice, $"names one value, but {gate.Metric} is between all values of a column; name the column alone, such as country");
        errors.AddIf(gate.Dataset is not null, $"{at}.dataset", gate.Dataset, $"has no slices, so that {gate.Metric} is not measured there; remove it to mean the test split");
        errors.AddIf(gate.MinGainOverBaseline is not null, $"{at}.minGainOverBaseline", gate.MinGainOverBaseline, $"is not for {gate.Metric}, which a zero rule does not have; give max");
    }

    private static void Noise(Gate gate, EvaluationPolicy evaluation, string at, FieldErrors errors)
    {
        errors.AddIf(evaluation.NoiseBand is null, at, gate.BeyondNoise, "needs a noise band; set spec.evaluation.noiseBand.runs, such as 5");
        errors.AddIf(gate is { MaxRegression: null, MinGainOverBaseline: null }, at, gate.BeyondNoise, "is about differences; give maxRegression or minGainOverBaseline, or remove it");
        errors.AddIf(gate.Slice is not null || gate.Dataset is not null, at, gate.BeyondNoise, "is measured for all rows of the test split; remove slice and dataset, or remove it");
    }
}

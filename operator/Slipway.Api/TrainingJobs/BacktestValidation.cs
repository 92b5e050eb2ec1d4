using Slipway.Api.Validation;
using Slipway.Contracts.Training;

namespace Slipway.Api.TrainingJobs;

/// <summary>Whether a backtest can be run, and gates judge both of what it measures.</summary>
internal static class BacktestValidation
{
    private const string Prefix = "backtest=";
    private const string Latest = "backtest=latest";
    private const string Static = "backtest=static";
    private static readonly string[] Slices = [Latest, Static, "backtest=progressive", "backtest=*"];

    public static void Check(TrainingJobSpec spec, FieldErrors errors)
    {
        var backtest = spec.Evaluation.Backtest;
        if (backtest is not null)
        {
            errors.Known("spec.evaluation.backtest.staticSet", backtest.StaticSet, [.. (spec.Evaluation.Sets ?? []).Select(set => set.Dataset)], "evaluation set");
            errors.AddIf(backtest.Window is { Value: var window } && window <= TimeSpan.Zero, "spec.evaluation.backtest.window", backtest.Window, "must be longer than zero, such as 7d");
        }

        foreach (var (index, gate) in (spec.Gates ?? []).Index())
        {
            if (gate.Slice?.StartsWith(Prefix, StringComparison.Ordinal) != true || gate.Dataset is not null) continue;
            var at = $"spec.gates[{index}].slice";
            errors.AddIf(backtest is null, at, gate.Slice, "needs a backtest; set spec.evaluation.backtest with the staticSet");
            errors.Known(at, gate.Slice, Slices, "part of a backtest");
            // One of the two alone hides what the other shows.
            var other = gate.Slice switch { Latest => Static, Static => Latest, _ => null };
            errors.AddIf(
                other is not null && (spec.Gates ?? []).All(each => each.Metric != gate.Metric || each.Slice != other || each.Mode != gate.Mode), at, gate.Slice,
                $"is judged together with {other} alone; add a gate of {gate.Metric} on {other} with mode {gate.Mode}, or write {Prefix}*");
        }
    }
}

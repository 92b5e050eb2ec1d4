using System.Globalization;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;

namespace Slipway.Trainer.Evaluation;

/// <summary>One limit of a gate, and how far a value is within it.</summary>
/// <param name="Text">The limit in words.</param>
/// <param name="Margin">Distance to the limit in the metric's unit, negative beyond it; null where it cannot be judged.</param>
internal sealed record GateLimit(string Text, double? Margin)
{
    /// <summary>What cannot be judged is not met.</summary>
    internal bool IsMet => Margin >= 0;

    /// <summary>The limits that a gate sets for a value.</summary>
    internal static IEnumerable<GateLimit> Of(Gate gate, double value, Compared with)
    {
        if (gate.Min is { } min) yield return new($"at least {Written(min)}", value - min);
        if (gate.Max is { } max) yield return new($"at most {Written(max)}", max - value);
        var noise = !gate.BeyondNoise ? "" : with.Band is { } band ? $" and the noise band of {Written(band)}" : ", beyond a noise band that was not measured for this metric";
        if (gate.MinGainOverBaseline is { } gain)
        {
            yield return new(
                with.Baseline is { } rule ? $"better than the zero rule's {Written(rule)} by {Written(gain)}{noise}" : "better than a zero rule, which has no value for this metric",
                Better(gate.Metric, value, with.Baseline) - gain - with.Band);
        }

        if (gate.MaxRegression is { } allowed && !with.IsFirst)
        {
            yield return new(
                with.Champion is { } seen ? $"no worse than the version in use ({Written(seen)}) by {Written(allowed)}{noise}" : "comparable with the version in use, whose value is unknown",
                Better(gate.Metric, value, with.Champion) + allowed + with.Band);
        }
    }

    /// <summary>A number as verdicts write it.</summary>
    internal static string Written(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static double? Better(string metric, double value, double? other) =>
        other is { } known ? MetricNames.Goodness(metric, value) - MetricNames.Goodness(metric, known) : null;
}

/// <summary>What a value is compared with.</summary>
/// <param name="Baseline">The zero rule's value; null when it has none.</param>
/// <param name="Champion">That of the version in use; null when unknown.</param>
/// <param name="IsFirst">Whether no version is in use.</param>
/// <param name="Band">Differences up to this one are noise; null when that was not measured, 0 when all count.</param>
internal readonly record struct Compared(double? Baseline, double? Champion, bool IsFirst, double? Band);

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
    /// <param name="gate">The gate.</param>
    /// <param name="value">The value.</param>
    /// <param name="baseline">The zero rule's; null when it has none.</param>
    /// <param name="measured">What else is known.</param>
    internal static IEnumerable<GateLimit> Of(Gate gate, double value, double? baseline, Measured measured)
    {
        if (gate.Min is { } min) yield return new($"at least {Written(min)}", value - min);
        if (gate.Max is { } max) yield return new($"at most {Written(max)}", max - value);
        var band = measured.Band(gate);
        var noise = !gate.BeyondNoise ? "" : band is { } width ? $" and the noise band of {Written(width)}" : ", beyond a noise band that was not measured for this metric";
        if (gate.MinGainOverBaseline is { } gain)
        {
            yield return new(
                baseline is { } rule ? $"better than the zero rule's {Written(rule)} by {Written(gain)}{noise}" : "better than a zero rule, which has no value for this metric",
                Better(gate.Metric, value, baseline) - gain - band);
        }

        if (gate.MaxRegression is { } allowed && measured.Champion is not null)
        {
            var champion = measured.FindChampion(gate)?.Value;
            yield return new(
                champion is { } seen ? $"no worse than the version in use ({Written(seen)}) by {Written(allowed)}{noise}" : "comparable with the version in use, whose value is unknown",
                Better(gate.Metric, value, champion) + allowed + band);
        }
    }

    /// <summary>A number as verdicts write it.</summary>
    internal static string Written(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static double? Better(string metric, double value, double? other) =>
        other is { } known ? MetricNames.Goodness(metric, value) - MetricNames.Goodness(metric, known) : null;
}

using Slipway.Contracts.Training;

namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>What a wrong label costs, in the unit of whoever declared it.</summary>
/// <param name="FalsePositive">A negative row labelled positive.</param>
/// <param name="FalseNegative">A positive row labelled negative.</param>
internal readonly record struct LabelCosts(double FalsePositive, double FalseNegative)
{
    /// <summary>The costs that a threshold was chosen by; null when it was chosen by something else, for then nobody declared any.</summary>
    internal static LabelCosts? Of(ThresholdRule? rule) => rule?.Goal == ThresholdGoal.MinCost ? new(rule.FalsePositiveCost, rule.FalseNegativeCost) : null;

    /// <summary>Cost of the labels for each row, beside that of the zero rule's labels.</summary>
    internal Measurement Measure(Confusion counts, Confusion rule)
    {
        var n = (long)counts.Rows;
        var squares = (counts.FalsePositives * FalsePositive * FalsePositive) + (counts.FalseNegatives * FalseNegative * FalseNegative);
        return new(MetricNames.MeanCost, Sum(counts) / n, Intervals.Mean(Sum(counts), squares, n), n, Sum(rule) / n);
    }

    private double Sum(Confusion counts) => (counts.FalsePositives * FalsePositive) + (counts.FalseNegatives * FalseNegative);
}

using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Evaluation;

/// <summary>Chooses the decision threshold of a binary model on the validation split.</summary>
internal static class ThresholdSelection
{
    private const float Default = 0.5f;

    internal static ThresholdChoice Choose(ThresholdRule? rule, ReadOnlySpan<float> probabilities, ReadOnlySpan<bool> positive, Split split)
    {
        rule ??= new ThresholdRule();
        var sorted = new SortedScores(probabilities, positive);
        var value = rule.Goal == ThresholdGoal.Fixed ? (float)Wanted(rule) : Best(rule, sorted);
        var counts = Confusion.Count(sorted, value, []);
        return new ThresholdChoice(value, rule.Goal, split, Defined(counts.Precision), Defined(counts.Recall), sorted.Count);
    }

    private static float Best(ThresholdRule rule, SortedScores sorted)
    {
        if (sorted.Positives == 0 || sorted.Positives == sorted.Count) return Default;
        double truePositives = 0, falsePositives = 0;
        var best = (Score: double.NegativeInfinity, Threshold: Default);
        foreach (var (start, end) in sorted.Ties())
        {
            for (var i = start; i < end; i++)
            {
                if (sorted.Positive[i]) truePositives++;
                else falsePositives++;
            }

            var counts = new Confusion(truePositives, falsePositives, sorted.Positives - truePositives, sorted.Count - sorted.Positives - falsePositives);
            var score = Score(rule, counts);
            if (score > best.Score) best = (score, Between(sorted.Probability[start], end < sorted.Count ? sorted.Probability[end] : 0));
        }

        if (rule.Goal == ThresholdGoal.MinCost && -rule.FalseNegativeCost * sorted.Positives > best.Score) return 1;
        if (double.IsNegativeInfinity(best.Score))
            throw StepException.Refused(
                "ThresholdNotReachable",
                $"No threshold reaches the {rule.Goal} of {rule.Value} on the {sorted.Count} validation rows.",
                "Lower evaluation.threshold.value, or improve the model.");
        return best.Threshold;
    }

    private static double Score(ThresholdRule rule, Confusion counts) => rule.Goal switch
    {
        ThresholdGoal.Precision => counts.Precision >= Wanted(rule) ? counts.Recall : double.NegativeInfinity,
        ThresholdGoal.Recall => counts.Recall >= Wanted(rule) ? counts.Precision : double.NegativeInfinity,
        ThresholdGoal.MinCost => -((rule.FalsePositiveCost * counts.FalsePositives) + (rule.FalseNegativeCost * counts.FalseNegatives)),
        _ => counts.F1,
    };

    private static double Wanted(ThresholdRule rule) => rule.Value
        ?? throw StepException.Invalid("InvalidThreshold", $"evaluation.threshold.value is missing, and goal {rule.Goal} needs it.", "Set evaluation.threshold.value, 0 to 1.");

    /// <summary>Half-way to the next lower probability, so that rounding in the exported file cannot move a row across.</summary>
    private static float Between(float upper, float lower)
    {
        var middle = (float)(((double)upper + lower) / 2);
        return middle > lower ? middle : upper;
    }

    private static double? Defined(double value) => double.IsNaN(value) ? null : value;
}

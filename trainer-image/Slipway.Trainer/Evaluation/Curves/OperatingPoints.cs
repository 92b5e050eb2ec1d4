using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Metrics;

namespace Slipway.Trainer.Evaluation.Curves;

/// <summary>Thins the steps of the ROC curve to as many as a picture can show. Pure.</summary>
internal static class OperatingPoints
{
    private const int Most = 200;

    /// <returns>Highest threshold first; null when one class is missing.</returns>
    internal static IReadOnlyList<OperatingPoint>? Of(SortedScores sorted)
    {
        long positives = sorted.Positives, negatives = sorted.Count - positives;
        if (positives == 0 || negatives == 0) return null;
        var points = new List<OperatingPoint>();
        long truePositives = 0, falsePositives = 0;
        var last = -1.0;
        foreach (var (start, end) in sorted.Ties())
        {
            for (var row = start; row < end; row++)
            {
                if (sorted.Positive[row]) truePositives++;
                else falsePositives++;
            }

            // Along the curve, so that its steep parts are as finely drawn as its flat ones.
            var along = ((double)truePositives / positives) + ((double)falsePositives / negatives);
            if (along - last < 2.0 / Most && end < sorted.Count) continue;
            last = along;
            points.Add(new OperatingPoint(sorted.Probability[start], Round((double)truePositives / positives), Round((double)falsePositives / negatives), Round((double)truePositives / end)));
        }

        return points;
    }

    private static double Round(double value) => Math.Round(value, 5);
}

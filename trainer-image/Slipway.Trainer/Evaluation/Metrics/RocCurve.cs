namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>Area under the ROC curve: the chance that a positive row scores above a negative one, ties counting half.</summary>
internal static class RocCurve
{
    /// <summary>The area, with DeLong's variance; null when one class is missing.</summary>
    /// <param name="sorted">Scores in descending order with their truths.</param>
    internal static (double Area, double Variance)? Area(SortedScores sorted)
    {
        long positives = sorted.Positives, negatives = sorted.Count - positives;
        if (positives == 0 || negatives == 0) return null;

        // For a positive row: the share of negatives below it. For a negative row: the share of positives above it. Equal scores count half.
        double sumPositive = 0, squarePositive = 0, sumNegative = 0, squareNegative = 0;
        long positivesAbove = 0, negativesAbove = 0;
        foreach (var (start, end) in sorted.Ties())
        {
            long positivesHere = 0;
            for (var i = start; i < end; i++) positivesHere += sorted.Positive[i] ? 1 : 0;
            var negativesHere = end - start - positivesHere;
            var below = (negatives - negativesAbove - negativesHere + (negativesHere / 2.0)) / negatives;
            var above = (positivesAbove + (positivesHere / 2.0)) / positives;
            sumPositive += positivesHere * below;
            squarePositive += positivesHere * below * below;
            sumNegative += negativesHere * above;
            squareNegative += negativesHere * above * above;
            positivesAbove += positivesHere;
            negativesAbove += negativesHere;
        }

        return (sumPositive / positives, Variance(sumPositive, squarePositive, positives) + Variance(sumNegative, squareNegative, negatives));
    }

    private static double Variance(double sum, double squares, long n) =>
        n < 2 ? 0 : Math.Max(0, (squares / n) - (sum / n * (sum / n))) * n / (n - 1) / n;
}

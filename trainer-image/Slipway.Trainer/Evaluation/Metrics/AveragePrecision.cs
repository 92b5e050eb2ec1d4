namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>Area under the precision-recall curve as average precision: precision at each threshold, weighted by the recall gained there.</summary>
internal static class AveragePrecision
{
    /// <summary>The area; NaN when no row is positive.</summary>
    /// <param name="sorted">Scores in descending order.</param>
    /// <param name="weights">Weight of each sorted row, or empty for 1 each.</param>
    internal static double Area(SortedScores sorted, ReadOnlySpan<byte> weights)
    {
        double positives = 0, rows = 0, area = 0;
        double positivesHere = 0;
        for (var i = 0; i < sorted.Count; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            rows += weight;
            if (sorted.Positive[i]) positivesHere += weight;
            // A threshold lies after the last of equal probabilities.
            if (i + 1 < sorted.Count && sorted.Probability[i + 1] == sorted.Probability[i]) continue;
            positives += positivesHere;
            if (positivesHere > 0) area += positivesHere * (positives / rows);
            positivesHere = 0;
        }

        return positives > 0 ? area / positives : double.NaN;
    }
}

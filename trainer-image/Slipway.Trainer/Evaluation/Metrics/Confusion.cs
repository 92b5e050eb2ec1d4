namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>How many rows are labelled rightly and wrongly at a threshold.</summary>
internal readonly record struct Confusion(double TruePositives, double FalsePositives, double FalseNegatives, double TrueNegatives)
{
    internal double LabelledPositive => TruePositives + FalsePositives;

    internal double Rows => TruePositives + FalsePositives + FalseNegatives + TrueNegatives;

    internal double Accuracy => (TruePositives + TrueNegatives) / Rows;

    /// <summary>NaN when no row is labelled positive.</summary>
    internal double Precision => TruePositives / (TruePositives + FalsePositives);

    /// <summary>NaN when no row is positive.</summary>
    internal double Recall => TruePositives / (TruePositives + FalseNegatives);

    /// <summary>NaN when no row is positive or labelled so.</summary>
    internal double F1 => 2 * TruePositives / ((2 * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>Share of all rows that are labelled positive.</summary>
    internal double SelectionRate => LabelledPositive / Rows;

    /// <summary>Share of the negative rows that are labelled positive; NaN when no row is negative.</summary>
    internal double FalsePositiveRate => FalsePositives / (FalsePositives + TrueNegatives);

    internal static Confusion Count(SortedScores sorted, float threshold, ReadOnlySpan<byte> weights)
    {
        double truePositives = 0, falsePositives = 0, falseNegatives = 0, trueNegatives = 0;
        for (var i = 0; i < sorted.Count; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            switch (sorted.Probability[i] >= threshold, sorted.Positive[i])
            {
                case (true, true): truePositives += weight; break;
                case (true, false): falsePositives += weight; break;
                case (false, true): falseNegatives += weight; break;
                default: trueNegatives += weight; break;
            }
        }

        return new Confusion(truePositives, falsePositives, falseNegatives, trueNegatives);
    }
}

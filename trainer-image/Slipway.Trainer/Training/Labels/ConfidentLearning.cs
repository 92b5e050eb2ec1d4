namespace Slipway.Trainer.Training.Labels;

/// <summary>Finds labels that a model which never saw them contradicts (Northcutt, Jiang and Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels"). Pure.</summary>
/// <remarks>
/// A row counts as one of class j when its probability of j is at least the mean that the rows labelled j have; of several such classes the most probable one. A row that counts as another
/// class than its label's is suspicious. Assumptions: probabilities are out of sample. Caveats: hard rows near a border are suspected with wrong ones; a person has to look.
/// </remarks>
internal static class ConfidentLearning
{
    /// <summary>Mean probability of each class among the rows that have it; infinite for a class without rows.</summary>
    internal static double[] Thresholds(Probabilities probabilities, IReadOnlyList<int> labels)
    {
        double[] sums = new double[probabilities.Classes], rows = new double[probabilities.Classes];
        for (var row = 0; row < labels.Count; row++)
        {
            sums[labels[row]] += probabilities.Of(row, labels[row]);
            rows[labels[row]]++;
        }

        return [.. sums.Zip(rows, (sum, count) => count == 0 ? double.PositiveInfinity : sum / count)];
    }

    /// <summary>The suspicious rows, the most contradicted first.</summary>
    internal static IReadOnlyList<Suspicion> Find(Probabilities probabilities, IReadOnlyList<int> labels, IReadOnlyList<double> thresholds)
    {
        var found = new List<Suspicion>();
        for (var row = 0; row < labels.Count; row++)
        {
            var counted = -1;
            for (var name = 0; name < thresholds.Count; name++)
            {
                if (probabilities.Of(row, name) >= thresholds[name] && (counted < 0 || probabilities.Of(row, name) > probabilities.Of(row, counted))) counted = name;
            }

            if (counted >= 0 && counted != labels[row]) found.Add(new Suspicion(row, labels[row], counted, probabilities.Of(row, labels[row]), probabilities.Of(row, counted)));
        }

        return [.. found.OrderByDescending(each => each.SuggestedProbability - each.GivenProbability).ThenBy(each => each.Row)];
    }
}

/// <summary>A row whose label is probably wrong.</summary>
/// <param name="Row">The row, from 0.</param>
/// <param name="Given">Class that it has.</param>
/// <param name="Suggested">Class that it seems to be.</param>
/// <param name="GivenProbability">Probability of the former.</param>
/// <param name="SuggestedProbability">Probability of the latter.</param>
internal sealed record Suspicion(int Row, int Given, int Suggested, double GivenProbability, double SuggestedProbability);

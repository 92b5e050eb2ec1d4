namespace Slipway.Operator.TrainingJobs.Search.Proposals;

/// <summary>Probabilities of the values of a list: each seen value adds to its own, the prior to all alike.</summary>
internal static class ParzenChoices
{
    /// <param name="choices">Number of values.</param>
    /// <param name="seen">Indices of the seen ones, oldest first.</param>
    public static double[] Of(int choices, IReadOnlyList<int> seen)
    {
        var weights = ParzenWeights.Of(seen.Count);
        var probabilities = new double[choices];
        // Each kernel spreads a prior of 1 over all values, shared by the kernels, and adds 1 to its own.
        double kernels = seen.Count + 1, whole = 1 + (choices / kernels);
        foreach (var (index, own) in seen.Index())
            for (var choice = 0; choice < choices; choice++) probabilities[choice] += weights[index] * ((1 / kernels) + (choice == own ? 1 : 0)) / whole;
        for (var choice = 0; choice < choices; choice++) probabilities[choice] += weights[^1] / choices;
        return probabilities;
    }
}

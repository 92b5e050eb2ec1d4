namespace Slipway.Operator.TrainingJobs.Search.Proposals;

/// <summary>How much each seen value counts: the newest 25 fully, older ones the less the older they are.</summary>
internal static class ParzenWeights
{
    private const int Recent = 25;
    private const double Prior = 1;

    /// <summary>Weights of the values, oldest first, and of the prior; they add up to 1.</summary>
    public static double[] Of(int count)
    {
        var old = Math.Max(0, count - Recent);
        double[] weights = [.. Enumerable.Range(0, count).Select(index => index >= old ? 1 : old == 1 ? 1.0 / count : (1.0 / count) + (index * (1 - (1.0 / count)) / (old - 1))), Prior];
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }
}

namespace Slipway.Operator.TrainingJobs.Search.Proposals;

/// <summary>A mixture of truncated normal distributions around seen values, and a wide one over the whole range as the prior (weight 1).</summary>
/// <remarks>
/// Widths as in hyperopt and Optuna: the larger gap to a neighbour, at least the range divided by min(100, n + 2), so that a cluster of values does not
/// shut out all else.
/// </remarks>
internal sealed class ParzenNumbers
{
    private readonly NumberScale scale;
    private readonly double[] weights;
    private readonly double[] centres;
    private readonly double[] widths;
    private readonly double[] masses;

    /// <param name="scale">The axis.</param>
    /// <param name="seen">Places of the seen values, oldest first.</param>
    public ParzenNumbers(NumberScale scale, IReadOnlyList<double> seen)
    {
        this.scale = scale;
        var middle = (scale.Low + scale.High) / 2;
        weights = ParzenWeights.Of(seen.Count);
        centres = [.. seen, middle];
        widths = [.. Widths(scale, seen, middle), scale.Width];
        masses = [.. centres.Zip(widths, (centre, width) => Normal.Cumulative((scale.High - centre) / width) - Normal.Cumulative((scale.Low - centre) / width))];
    }

    /// <summary>Draws a place.</summary>
    public double Draw(SeededRandom random)
    {
        var component = random.NextIndex(weights);
        while (true)
        {
            // A centre lies in the range and a width is at most the range, so that at least a third of the draws fall in.
            var place = centres[component] + (widths[component] * random.NextNormal());
            if (place >= scale.Low && place <= scale.High) return place;
        }
    }

    /// <summary>Logarithm of the density at a place, or of the mass of a cell.</summary>
    public double Log(double place, (double From, double To)? cell)
    {
        var sum = 0.0;
        for (var index = 0; index < centres.Length; index++)
        {
            var (centre, width) = (centres[index], widths[index]);
            var likelihood = cell is { } part
                ? Normal.Cumulative((part.To - centre) / width) - Normal.Cumulative((part.From - centre) / width)
                : Normal.Density((place - centre) / width) / width;
            sum += weights[index] * likelihood / masses[index];
        }

        return Math.Log(Math.Max(sum, double.Epsilon));
    }

    private static IEnumerable<double> Widths(NumberScale scale, IReadOnlyList<double> seen, double middle)
    {
        double[] sorted = [.. seen.Append(middle).Order()];
        var least = scale.Width / Math.Min(100, seen.Count + 2);
        foreach (var place in seen)
        {
            var at = Array.BinarySearch(sorted, place);
            // The outermost values have one neighbour; the bounds are none.
            double below = at > 0 ? place - sorted[at - 1] : 0, above = at < sorted.Length - 1 ? sorted[at + 1] - place : 0;
            yield return Math.Clamp(Math.Max(below, above), least, scale.Width);
        }
    }
}

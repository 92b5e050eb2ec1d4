namespace Slipway.Trainer.Snapshot.Checks.Comparison;

/// <summary>The Kolmogorov-Smirnov distance, from the percentiles of both sides: the largest difference between the two cumulative distributions.</summary>
/// <remarks>Each distribution is taken as straight between its percentiles, so that the distance is right to about one hundredth.</remarks>
internal static class KolmogorovSmirnov
{
    /// <summary>Percentiles in a list: from 0 to 100.</summary>
    public const int Points = 101;

    public static double Distance(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        var largest = 0.0;
        // Straight pieces differ most where one of them ends; where values repeat, the curve jumps, and both sides of the jump count.
        foreach (var value in one.Concat(other))
        {
            largest = Math.Max(largest, Math.Abs(UpTo(one, value) - UpTo(other, value)));
            largest = Math.Max(largest, Math.Abs(Below(one, value) - Below(other, value)));
        }

        return largest;
    }

    /// <summary>Share of values that are at most <paramref name="value"/>.</summary>
    private static double UpTo(IReadOnlyList<double> percentiles, double value)
    {
        var index = 0;
        while (index < percentiles.Count && percentiles[index] <= value) index++;
        return Between(percentiles, index, value);
    }

    /// <summary>Share of values that are less than <paramref name="value"/>.</summary>
    private static double Below(IReadOnlyList<double> percentiles, double value)
    {
        var index = 0;
        while (index < percentiles.Count && percentiles[index] < value) index++;
        return Between(percentiles, index, value);
    }

    private static double Between(IReadOnlyList<double> percentiles, int next, double value)
    {
        if (next == 0) return 0;
        if (next == percentiles.Count) return 1;
        return (next - 1 + Part(percentiles[next - 1], percentiles[next], value)) / (percentiles.Count - 1);
    }

    // The width of the whole range of numbers is no number; halves of it are.
    private static double Part(double from, double to, double value) =>
        double.IsFinite(to - from) ? (value - from) / (to - from) : ((value / 2) - (from / 2)) / ((to / 2) - (from / 2));
}

namespace Slipway.Trainer.Snapshot.Checks.Comparison;

/// <summary>What two draws of the same data differ by, about once in a thousand comparisons at most. Never a reason to report, only one not to.</summary>
internal static class NoiseBand
{
    private const double Deviations = 4;

    // sqrt(-ln(0.001 / 2) / 2): the factor of Smirnov's two-sample limit.
    private const double Smirnov = 1.949;

    // Percentiles know a share to one hundredth.
    private const double Grid = 0.01;

    // e^-7 is about one in a thousand.
    private const double Tail = 7;

    /// <summary>Of the Kolmogorov-Smirnov distance.</summary>
    public static double Ks(long previous, long current) => Grid + (Smirnov * Math.Sqrt(Spread(previous, current)));

    /// <summary>
    /// Of the population stability index: without a change it is near chi-square with one degree less than categories, times (1/n + 1/m) (Yurdakul 2018);
    /// the tail is bounded after Laurent and Massart (2000).
    /// </summary>
    public static double Psi(long previous, long current, int categories) => Spread(previous, current) * ChiSquare(Math.Max(0, categories - 1));

    /// <summary>Of a chi-square statistic.</summary>
    public static double ChiSquare(int degrees) => degrees + (2 * Math.Sqrt(degrees * Tail)) + (2 * Tail);

    /// <summary>Of the difference between two shares.</summary>
    public static double Share(double previousCount, double previousRows, double currentCount, double currentRows)
    {
        var pooled = (previousCount + currentCount) / (previousRows + currentRows);
        return Deviations * Math.Sqrt(pooled * (1 - pooled) * ((1 / previousRows) + (1 / currentRows)));
    }

    /// <summary>Of the ratio of a count to the one expected, as a distance from one.</summary>
    public static double Count(double expected, double seen) => Deviations * Math.Sqrt(expected + seen) / expected;

    private static double Spread(long previous, long current) => (1.0 / previous) + (1.0 / current);
}

namespace Slipway.Trainer.Evaluation.Metrics;

/// <summary>Analytic 95 % intervals.</summary>
internal static class Intervals
{
    private const double Z = 1.959963984540054;

    /// <summary>Wilson's interval of a proportion; sound for few rows and for shares near 0 and 1.</summary>
    internal static Interval? Proportion(double successes, double n)
    {
        if (n <= 0) return null;
        var share = successes / n;
        var denominator = 1 + (Z * Z / n);
        var centre = (share + (Z * Z / (2 * n))) / denominator;
        var half = Z * Math.Sqrt((share * (1 - share) / n) + (Z * Z / (4 * n * n))) / denominator;
        return new Interval(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    /// <summary>Interval of a mean by the central limit theorem.</summary>
    internal static Interval? Mean(double sum, double sumOfSquares, long n)
    {
        if (n < 2) return null;
        var mean = sum / n;
        var variance = Math.Max(0, (sumOfSquares / n) - (mean * mean)) * n / (n - 1);
        return Around(mean, variance / n);
    }

    internal static Interval Around(double value, double variance)
    {
        var half = Z * Math.Sqrt(Math.Max(0, variance));
        return new Interval(value - half, value + half);
    }
}

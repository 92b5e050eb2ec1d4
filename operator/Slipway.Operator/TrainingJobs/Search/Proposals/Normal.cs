namespace Slipway.Operator.TrainingJobs.Search.Proposals;

/// <summary>The normal distribution.</summary>
internal static class Normal
{
    private const double Certain = 6; // beyond, the error function is 1 to the last digit

    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    public static double Cumulative(double x) => (1 + Erf(x / Math.Sqrt(2))) / 2;

    /// <summary>The error function by its series of positive terms (Abramowitz and Stegun 7.1.6).</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) >= Certain) return Math.Sign(x);
        double term = x, sum = x;
        for (var n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}

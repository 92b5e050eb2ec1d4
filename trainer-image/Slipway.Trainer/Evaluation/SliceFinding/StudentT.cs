namespace Slipway.Trainer.Evaluation.SliceFinding;

/// <summary>Student's distribution. Pure.</summary>
internal static class StudentT
{
    private const int MostSteps = 100_000;
    private const double Precision = 1e-15;
    private const double Tiny = 1e-300;

    /// <summary>Probability of a value of at least <paramref name="t"/>.</summary>
    /// <param name="t">The value.</param>
    /// <param name="freedom">Degrees of freedom, above 0; any real number.</param>
    internal static double UpperTail(double t, double freedom)
    {
        var half = 0.5 * IncompleteBeta(freedom / (freedom + (t * t)), freedom / 2, 0.5);
        return t >= 0 ? half : 1 - half;
    }

    // Regularised; Abramowitz and Stegun 26.5.8 (continued fraction), evaluated as Lentz and Thompson do (1986).
    private static double IncompleteBeta(double x, double a, double b)
    {
        if (x <= 0) return 0;
        if (x >= 1) return 1;
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x)));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(x, a, b) / a : 1 - (front * Fraction(1 - x, b, a) / b);
    }

    private static double Fraction(double x, double a, double b)
    {
        double c = 1, d = 1 / NotZero(1 - ((a + b) * x / (a + 1))), value = d;
        for (var m = 1; m <= MostSteps; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            value *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            value *= d * c;
            if (Math.Abs((d * c) - 1) < Precision) break;
        }

        return value;
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    // Stirling's series from 10 on, reached by the recurrence (Abramowitz and Stegun 6.1.40).
    private static double LogGamma(double x)
    {
        double shift = 0;
        for (; x < 10; x++) shift += Math.Log(x);
        var inverse = 1 / (x * x);
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) - shift
            + ((1.0 / 12) - (inverse * ((1.0 / 360) - (inverse * ((1.0 / 1260) - (inverse * ((1.0 / 1680) - (inverse / 1188)))))))) / x;
    }
}

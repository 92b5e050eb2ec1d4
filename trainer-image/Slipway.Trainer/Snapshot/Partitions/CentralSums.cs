using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>Number, mean and sums of the second to fourth power of the distance from it.</summary>
internal readonly record struct CentralSums(double N, double Mean, double M2, double M3, double M4)
{
    /// <summary>From statistics of a numeric column.</summary>
    public static CentralSums Of(ColumnStatistics statistics)
    {
        if (statistics is not { Count: > 0, Mean: { } mean, Variance: { } variance }) return default;
        var (n, deviation) = ((double)statistics.Count, Math.Sqrt(variance));
        return new CentralSums(n, mean, n * variance, n * (statistics.Skewness ?? 0) * Math.Pow(deviation, 3), statistics.Kurtosis is { } kurtosis ? n * (kurtosis + 3) * Math.Pow(deviation, 4) : 0);
    }

    /// <summary>Of both together: Pébay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical moments" (2008), 1.5 to 3.1.</summary>
    public CentralSums Plus(CentralSums other)
    {
        if (other.N == 0) return this;
        if (N == 0) return other;
        var (a, b, n, d) = (N, other.N, N + other.N, other.Mean - Mean);
        return new CentralSums(
            n,
            Mean + (d * b / n),
            M2 + other.M2 + (d * d * a * b / n),
            M3 + other.M3 + (d * d * d * a * b * (a - b) / (n * n)) + (3 * d * ((a * other.M2) - (b * M2)) / n),
            M4 + other.M4 + (d * d * d * d * a * b * ((a * a) - (a * b) + (b * b)) / (n * n * n)) + (6 * d * d * ((a * a * other.M2) + (b * b * M2)) / (n * n)) + (4 * d * ((a * other.M3) - (b * M3)) / n));
    }
}

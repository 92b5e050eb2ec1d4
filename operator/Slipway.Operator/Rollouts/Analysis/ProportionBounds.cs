using MathNet.Numerics.Distributions;

namespace Slipway.Operator.Rollouts.Analysis;

/// <summary>Exact one-sided bounds of a proportion (Clopper and Pearson 1934): each is wrong with at most the given chance, at any sample size.</summary>
internal static class ProportionBounds
{
    /// <summary>A value that the proportion is below with chance at most <paramref name="alpha"/>.</summary>
    public static double Lower(ArmCounts counts, double alpha) =>
        counts.Bad == 0 ? 0 : Beta.InvCDF(counts.Bad, counts.Total - counts.Bad + 1, alpha);

    /// <summary>A value that the proportion is above with chance at most <paramref name="alpha"/>.</summary>
    public static double Upper(ArmCounts counts, double alpha) =>
        counts.Bad >= counts.Total ? 1 : Beta.InvCDF(counts.Bad + 1, counts.Total - counts.Bad, 1 - alpha);
}

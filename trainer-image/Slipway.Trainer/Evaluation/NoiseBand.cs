using Slipway.Contracts.Training;

namespace Slipway.Trainer.Evaluation;

/// <summary>Which differences of a metric are noise.</summary>
internal static class NoiseBand
{
    // Student's t, 97.5 %, for 1 to 19 degrees of freedom (NIST/SEMATECH e-Handbook, 1.3.6.7.2): the deviation of a few runs is itself uncertain.
    private static readonly double[] Quantiles =
        [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093];

    /// <summary>What the difference of two trainings stays below in 95 of 100 cases when nothing but the seed sets them apart; in the metric's unit.</summary>
    internal static double Of(MetricNoise noise) => Quantiles[noise.Runs - 2] * Math.Sqrt(2) * noise.Deviation;
}

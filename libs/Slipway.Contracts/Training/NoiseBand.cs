using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Training;

/// <summary>Trains the model again with other seeds, to see how far its metrics lie apart by chance alone.</summary>
public sealed record NoiseBandPolicy
{
    /// <summary>Further trainings; each takes as long as the first.</summary>
    [Range(2, 20)]
    public int Runs { get; set; } = 5;
}

/// <summary>How far a metric of the test split lies apart between trainings that differ in their seed alone.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Runs">Trainings.</param>
/// <param name="Mean">Mean of their values.</param>
/// <param name="Deviation">Standard deviation of their values, n - 1 in the denominator.</param>
public sealed record MetricNoise(string Metric, int Runs, double Mean, double Deviation);

using Slipway.Contracts.Data;
using Slipway.Contracts.Training;

namespace Slipway.Trainer.Evaluation;

/// <summary>What gates are decided by.</summary>
/// <param name="Metrics">What was measured, evaluation sets included.</param>
/// <param name="Champion">What the version in use has; null without one.</param>
internal sealed record Measured(IReadOnlyList<MetricValue> Metrics, IReadOnlyList<MetricValue>? Champion)
{
    /// <summary>Evaluation sets that the version in use was never measured on, in the version that is pinned.</summary>
    internal IReadOnlySet<string> Incomparable { get; init; } = new HashSet<string>();

    /// <summary>Slices with too few rows for metrics.</summary>
    internal IReadOnlyList<SmallSlice> Small { get; init; } = [];

    /// <summary>How far metrics lie apart by chance; empty when it was not measured.</summary>
    internal IReadOnlyList<MetricNoise> Noise { get; init; } = [];

    /// <summary>What a gate is about.</summary>
    internal MetricValue? Find(Gate gate) => Find(Metrics, gate);

    /// <summary>The same of the version in use; null when unknown.</summary>
    internal MetricValue? FindChampion(Gate gate) => Find(Champion ?? [], gate);

    /// <summary>The difference up to which nothing counts: 0 for a gate that counts all, null where the gate needs it and it is unknown.</summary>
    internal double? Band(Gate gate)
    {
        if (!gate.BeyondNoise) return 0;
        return gate is { Slice: null, Dataset: null } && Noise.FirstOrDefault(noise => noise.Metric == gate.Metric) is { } known ? NoiseBand.Of(known) : null;
    }

    /// <summary>Whether a number is of a gate's metric and rows, whatever its slice.</summary>
    internal static bool IsOf(MetricValue metric, Gate gate) => metric.Split == Split.Test && metric.Metric == gate.Metric && metric.Dataset == gate.Dataset;

    private static MetricValue? Find(IReadOnlyList<MetricValue> metrics, Gate gate) => metrics.FirstOrDefault(metric => IsOf(metric, gate) && metric.Slice == gate.Slice);
}

namespace Slipway.Contracts.Training;

/// <summary>What a training step used, measured in its own process.</summary>
public sealed record TrainUsage
{
    /// <summary>Seconds of all processors together.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Largest resident memory in bytes.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Seconds in which the learner waited for rows: reading, joins and features.</summary>
    public double? InputSeconds { get; init; }

    /// <summary>Examples learned from: rows times rounds, without those that a killed pod had learned.</summary>
    public long? Examples { get; init; }
}

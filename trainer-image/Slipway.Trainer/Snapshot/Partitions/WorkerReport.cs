using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>What one pod did: the partitions that are its own, all of them ready. Written under the run's prefix once they are.</summary>
internal sealed record WorkerReport
{
    /// <summary>Which pod, from 0.</summary>
    public required int Worker { get; init; }

    /// <summary>Its partitions, in ordinal order.</summary>
    public required IReadOnlyList<ReadyPart> Parts { get; init; }

    /// <summary>First moment of the earliest partition that waits for its seal.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>What it noticed about the source.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Partitions that it read; the others were there already.</summary>
    public required int Read { get; init; }

    /// <summary>What it tried before it read them.</summary>
    public DryRunReport? DryRun { get; init; }
}

/// <summary>A partition that can be part of a version.</summary>
internal sealed record ReadyPart
{
    /// <summary>Name of the partition.</summary>
    public required string Partition { get; init; }

    /// <summary>Its fingerprint, under which it lies.</summary>
    public required string Fingerprint { get; init; }
}

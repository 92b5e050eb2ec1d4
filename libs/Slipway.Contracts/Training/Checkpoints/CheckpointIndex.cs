namespace Slipway.Contracts.Training;

/// <summary>The checkpoints of one stage of a run, written as <c>checkpoints/stage-N/index.json</c> after the files that it names.</summary>
public sealed record CheckpointIndex
{
    /// <summary>Version of this document's form.</summary>
    public int FormatVersion { get; set; } = 1;

    /// <summary>Name of the run.</summary>
    public required string Run { get; init; }

    /// <summary>Digest of everything that learning depends on. A checkpoint with another one is not gone on from.</summary>
    public required string Digest { get; init; }

    /// <summary>The checkpoints, newest first.</summary>
    public required IReadOnlyList<Checkpoint> Checkpoints { get; init; }

    /// <summary>Metrics after each round so far. By it the state of early stopping is known, too.</summary>
    public required IReadOnlyList<CurvePoint> Curve { get; init; }

    /// <summary>How often the stage went on from a checkpoint so far.</summary>
    public IReadOnlyList<ResumedFrom>? Resumed { get; init; }
}

/// <summary>One checkpoint: the learner after a round.</summary>
/// <param name="Rounds">Rounds of the booster, those of the model that it began with included.</param>
/// <param name="File">Its file beside the index, in the learner's own form.</param>
/// <param name="Sha256">Checksum of the file, <c>sha256:...</c>.</param>
/// <param name="WrittenAt">When it was written.</param>
public sealed record Checkpoint(int Rounds, string File, string Sha256, DateTimeOffset WrittenAt);

/// <summary>That a run went on from a checkpoint after its pod had been taken from it.</summary>
public sealed record ResumedFrom
{
    /// <summary>Rounds of the booster that it went on from.</summary>
    public int Round { get; init; }

    /// <summary>When that checkpoint had been written.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>Whether the model is the one, bit for bit, that an uninterrupted run would have made. False with sampling before XGBoost 3.3, whose checkpoints do not hold the state of its random numbers.</summary>
    public bool Exact { get; init; }
}

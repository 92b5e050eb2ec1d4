namespace Slipway.Contracts.Data;

/// <summary>How new the newest event has to be.</summary>
/// <remarks>The age is counted by the clock of the snapshot when a version is made, and by the operator's for as long as it is current (condition <c>Fresh</c>).</remarks>
public sealed record Freshness
{
    /// <summary>Largest age of the newest event.</summary>
    public required Duration MaxAge { get; init; }

    /// <summary>Declared slices in each value of which the newest event may be no older either.</summary>
    public IReadOnlyList<string>? PerSlice { get; init; }

    /// <summary>What an older one means for a new version. Default Warn.</summary>
    public Severity? Severity { get; init; }
}

/// <summary>How new the rows of a version were when it was made.</summary>
public sealed record FreshnessReport
{
    /// <summary>The clock of the step, which ages are counted from.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The newest event that does not lie in the future.</summary>
    public DateTimeOffset? Newest { get; init; }

    /// <summary>First moment of the earliest partition without its seal: events before it are all there. Absent: no partition waits.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>Rows by age, youngest first.</summary>
    public required IReadOnlyList<AgeBucket> Ages { get; init; }
}

/// <summary>Rows of an age.</summary>
public sealed record AgeBucket
{
    /// <summary>Rows are younger than this, and not younger than that of the bucket before. Absent: without limit.</summary>
    public Duration? UpTo { get; init; }

    /// <summary>Number of rows.</summary>
    public required long Rows { get; init; }
}

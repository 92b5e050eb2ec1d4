namespace Slipway.Contracts.Data;

/// <summary>One dataset version that a Job reads, on record before the Job is made.</summary>
public sealed record DataRead
{
    /// <summary>The Dataset, as <c>namespace/name</c>.</summary>
    public required string Dataset { get; init; }

    /// <summary>Digest of the version.</summary>
    public required string Digest { get; init; }

    /// <summary>The columns that can be read.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Largest age of the rows that can be read. Absent: any.</summary>
    public Duration? MaxAge { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Rules of the Dataset's <c>spec.access</c> by which it is allowed. Absent: it lies in the same namespace.</summary>
    public IReadOnlyList<string>? Rules { get; init; }

    /// <summary>Why the glass was broken, when it was.</summary>
    public string? BreakGlass { get; init; }
}

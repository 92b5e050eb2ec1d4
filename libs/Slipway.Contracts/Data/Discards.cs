namespace Slipway.Contracts.Data;

/// <summary>Rows that were read and not kept, by where they were lost.</summary>
public sealed record Discards
{
    /// <summary>Rejected rows by reason and file, those with most rows first; at most 50.</summary>
    public IReadOnlyList<Discard>? Files { get; init; }

    /// <summary>Rejected rows and duplicates by reason and declared slice, those with most rows first; at most 50 of each slice.</summary>
    public IReadOnlyList<Discard>? Slices { get; init; }

    /// <summary>The period of event time that lost most rows as duplicates.</summary>
    public DuplicatePeriod? DuplicatePeriod { get; init; }
}

/// <summary>Rows lost for one reason.</summary>
public sealed record Discard
{
    /// <summary>Reason as in the quarantine, <c>column:Code</c>, or <c>Duplicate</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>Path of the source file.</summary>
    public string? File { get; init; }

    /// <summary>Slice as <c>column=value</c>; without the value where the row had none.</summary>
    public string? Slice { get; init; }

    /// <summary>Number of rows.</summary>
    public required long Rows { get; init; }
}

/// <summary>A period of event time and its duplicates.</summary>
public sealed record DuplicatePeriod
{
    /// <summary>First moment.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Length: an hour, or a day.</summary>
    public required CoveragePeriod Period { get; init; }

    /// <summary>Rows dropped as duplicates.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Rows kept.</summary>
    public required long Kept { get; init; }
}

namespace Slipway.Contracts.Data;

/// <summary>Rows and labels of one declared slice, or of all rows.</summary>
public sealed record SliceStatistics
{
    /// <summary>Column of the slice; absent for all rows.</summary>
    public string? Column { get; init; }

    /// <summary>Value of the column; absent for all rows.</summary>
    public string? Value { get; init; }

    /// <summary>Rows kept.</summary>
    public required long Rows { get; init; }

    /// <summary>Of these, rows whose label is known; absent without a label.</summary>
    public long? Labelled { get; init; }

    /// <summary>Of these, rows whose label is true, or a number other than zero.</summary>
    public long? Positive { get; init; }

    /// <summary>Rows of each class of a text label, most frequent first; at most 20.</summary>
    public IReadOnlyList<ValueCount>? Classes { get; init; }

    /// <summary>The newest event that does not lie in the future.</summary>
    public DateTimeOffset? Newest { get; init; }
}

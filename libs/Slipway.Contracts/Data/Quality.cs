using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>What a finding means for the version.</summary>
public enum Severity
{
    /// <summary>The version is refused.</summary>
    Error,

    /// <summary>The version is accepted and the finding reported.</summary>
    Warn,
}

/// <summary>A part of the rows that must be present, and whose metrics are reported apart.</summary>
public sealed record Slice
{
    /// <summary>Name in reports. Default: the column.</summary>
    public string? Name { get; init; }

    /// <summary>Column whose values make the slices.</summary>
    public required string Column { get; init; }

    /// <summary>Values that must be present. Absent: whatever is found.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>Fewest rows that each of <see cref="Values"/> must have.</summary>
    [Range(0, long.MaxValue)]
    public long MinRows { get; set; } = 1;
}

/// <summary>When a snapshot is refused as a whole.</summary>
public sealed record Limits
{
    /// <summary>Largest share of rows, in percent of the rows read, that may be rejected.</summary>
    [Range(0, 100)]
    public double MaxRejectedPercent { get; set; } = 1;

    /// <summary>Fewest rows that must remain.</summary>
    [Range(1, long.MaxValue)]
    public long MinRows { get; set; } = 1;

    /// <summary>Rows of a derived dataset as a share of the rows of the datasets that it is made from: a sample of 30 % has 0.3.</summary>
    public SizeRatio? SizeRatio { get; init; }
}

/// <summary>How many rows a derived dataset may have.</summary>
public sealed record SizeRatio
{
    /// <summary>Smallest ratio to the rows of the parents.</summary>
    [Range(0, double.MaxValue)]
    public double? Minimum { get; init; }

    /// <summary>Largest ratio to the rows of the parents.</summary>
    [Range(0, double.MaxValue)]
    public double? Maximum { get; init; }

    /// <summary>What a ratio beyond means. Default Error.</summary>
    public Severity? Severity { get; init; }
}

/// <summary>What a check found.</summary>
public sealed record Finding
{
    /// <summary>Name of the check: <c>schema</c>, <c>duplicates</c>, a slice's or a user check's name.</summary>
    public required string Check { get; init; }

    /// <summary>Whether it fails the version.</summary>
    public required Severity Severity { get; init; }

    /// <summary>The value seen, the limit and the remedy, in one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>Rows concerned.</summary>
    public long Rows { get; init; }

    /// <summary>The value seen, in the unit of the limit.</summary>
    public double? Value { get; init; }

    /// <summary>The limit that the value is beyond.</summary>
    public double? Limit { get; init; }

    /// <summary>Column concerned.</summary>
    public string? Column { get; init; }

    /// <summary>Slice concerned, as <c>column=value</c>.</summary>
    public string? Slice { get; init; }

    /// <summary>A few of the rows concerned: the columns of the key and those that the check reads. Values of personal columns are not shown.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string?>>? Examples { get; init; }
}

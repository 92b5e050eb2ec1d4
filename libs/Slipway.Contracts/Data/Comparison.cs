using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>How a new version is compared with the last accepted one, and what a difference means.</summary>
/// <remarks>
/// Every value is in the manifest, whether it is judged or not. A value counts only if it is beyond its limit and beyond what two draws of the same
/// data would differ by; see docs/dataset.md for the formulas.
/// </remarks>
public sealed record Comparison
{
    /// <summary>Fewest rows (for a column: values) that both versions must have for a value to be judged. Default 1000.</summary>
    [Range(1, long.MaxValue)]
    public long? MinRows { get; init; }

    /// <summary>Fewest rows that a slice must have for its share and its label rate to be judged. Default 100.</summary>
    [Range(1, long.MaxValue)]
    public long? MinSliceRows { get; init; }

    /// <summary>Rows kept, as a ratio to the previous version. Default 0.5 to 2, Warn.</summary>
    public RatioLimit? RowCount { get; init; }

    /// <summary>Rows kept, as a ratio to the average of the last versions (at most seven, at least three). Default 0.7 to 1.5; never more than a warning.</summary>
    public RatioLimit? TrailingRowCount { get; init; }

    /// <summary>Change of the share of rejected rows, in percentage points of the rows read. Default 1, Warn.</summary>
    public ShiftLimit? RejectedPercent { get; init; }

    /// <summary>Change of the share of duplicates, in percentage points of the rows read. Default 5, Warn.</summary>
    public ShiftLimit? DuplicatePercent { get; init; }

    /// <summary>Change of a column's missing values, in percentage points. Default 5, Warn.</summary>
    public ShiftLimit? NullPercent { get; init; }

    /// <summary>Kolmogorov-Smirnov distance of a numeric column, 0 to 1. Default 0.1, Warn.</summary>
    public ShiftLimit? Ks { get; init; }

    /// <summary>Population stability index of a text or boolean column. Default 0.25, Warn.</summary>
    public ShiftLimit? Psi { get; init; }

    /// <summary>Largest change of one value's share in a text or boolean column, 0 to 1. Default 0.1, Warn.</summary>
    public ShiftLimit? LInfinity { get; init; }

    /// <summary>Rows and share of a declared slice, as ratios to the previous version; both have to fall below the smallest one. Default 0.5, Error.</summary>
    public RatioLimit? SliceShare { get; init; }

    /// <summary>Share of the rarer label, and of each class of a text label, in all rows and in each slice, as a ratio to the previous version. Default 0.5 to 2, Warn.</summary>
    public RatioLimit? LabelRate { get; init; }

    /// <summary>What a column that came, went or changed its type means. Default Warn.</summary>
    public Severity? SchemaChange { get; init; }

    /// <summary>Columns with limits of their own.</summary>
    public IReadOnlyList<ColumnComparison>? Columns { get; init; }
}

/// <summary>Limits of one column.</summary>
public sealed record ColumnComparison
{
    /// <summary>Name of the column.</summary>
    public required string Column { get; init; }

    /// <summary>Whether values of this column are reported only. Columns of the key are, unless they are listed here.</summary>
    public bool Ignore { get; init; }

    /// <summary>Limit of this column's missing values.</summary>
    public ShiftLimit? NullPercent { get; init; }

    /// <summary>Limit of this column's Kolmogorov-Smirnov distance.</summary>
    public ShiftLimit? Ks { get; init; }

    /// <summary>Limit of this column's population stability index.</summary>
    public ShiftLimit? Psi { get; init; }

    /// <summary>Limit of this column's largest change of one value's share.</summary>
    public ShiftLimit? LInfinity { get; init; }
}

/// <summary>How far a value may move in either direction.</summary>
public sealed record ShiftLimit
{
    /// <summary>Largest change that says nothing.</summary>
    [Range(0, double.MaxValue)]
    public double? Max { get; init; }

    /// <summary>What a larger one means.</summary>
    public Severity? Severity { get; init; }
}

/// <summary>How far a ratio to the previous version may go.</summary>
public sealed record RatioLimit
{
    /// <summary>Smallest ratio that says nothing.</summary>
    [Range(0, 1)]
    public double? Min { get; init; }

    /// <summary>Largest ratio that says nothing.</summary>
    [Range(1, double.MaxValue)]
    public double? Max { get; init; }

    /// <summary>What a ratio beyond means.</summary>
    public Severity? Severity { get; init; }
}

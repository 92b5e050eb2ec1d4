using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>An expectation that the author of a dataset has of its kept rows.</summary>
/// <remarks>
/// Guarantees: exactly one of <see cref="Expression"/>, <see cref="Column"/>, <see cref="Unique"/>, <see cref="Increasing"/>, <see cref="References"/> and
/// <see cref="Query"/> says what is expected. All but the last are expectations of each row, of which a share may break them; <see cref="Query"/> gives one number.
/// Caveats: a missing value breaks nothing but <see cref="NotNull"/>.
/// </remarks>
public sealed record Check
{
    /// <summary>Name that findings refer to.</summary>
    [StringLength(63, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>SQL condition that must hold for each row, such as <c>discount &lt;= price</c>. A missing result counts as held.</summary>
    public string? Expression { get; init; }

    /// <summary>Column that notNull, minimum, maximum, allowedValues and pattern speak of.</summary>
    public string? Column { get; init; }

    /// <summary>Whether each row must have a value in <see cref="Column"/>; with maxViolationPercent, the largest null rate.</summary>
    public bool NotNull { get; init; }

    /// <summary>Smallest value of <see cref="Column"/> in each row, or of the number that <see cref="Query"/> gives, inclusive.</summary>
    public double? Minimum { get; init; }

    /// <summary>Largest value of <see cref="Column"/> in each row, or of the number that <see cref="Query"/> gives, inclusive.</summary>
    public double? Maximum { get; init; }

    /// <summary>All texts that <see cref="Column"/> may have.</summary>
    public IReadOnlyList<string>? AllowedValues { get; init; }

    /// <summary>Regular expression (RE2 syntax) that the whole text of <see cref="Column"/> must match.</summary>
    public string? Pattern { get; init; }

    /// <summary>Columns whose values together occur in one row only; rows that share them break it.</summary>
    public IReadOnlyList<string>? Unique { get; init; }

    /// <summary>A column that never falls from one row to the next.</summary>
    public RowOrder? Increasing { get; init; }

    /// <summary>Columns whose values must be found in another dataset.</summary>
    public RowReference? References { get; init; }

    /// <summary>SELECT over the table <c>kept</c>, and over the datasets in <see cref="Datasets"/>, that gives one number.</summary>
    public string? Query { get; init; }

    /// <summary>SELECT that gives the number which the one of <see cref="Query"/> has to agree with, such as the same sum from another dataset.</summary>
    public string? Against { get; init; }

    /// <summary>Largest difference between <see cref="Query"/> and <see cref="Against"/>, in percent of the latter.</summary>
    [Range(0, double.MaxValue)]
    public double? TolerancePercent { get; init; }

    /// <summary>Datasets that <see cref="Query"/> and <see cref="Against"/> read, by name or <c>namespace/name</c>; their newest accepted version is pinned.</summary>
    public IReadOnlyList<string>? Datasets { get; init; }

    /// <summary>Declared slices in each value of which the expectation must hold too, and not in all rows alone.</summary>
    public IReadOnlyList<string>? PerSlice { get; init; }

    /// <summary>Largest share of rows, in percent, that may break the expectation.</summary>
    [Range(0, 100)]
    public double MaxViolationPercent { get; init; }

    /// <summary>Error fails the version; Warn is reported.</summary>
    public Severity Severity { get; init; }
}

/// <summary>A column that never falls when rows are put in order.</summary>
public sealed record RowOrder
{
    /// <summary>Column whose value may stay or rise from one row to the next.</summary>
    public required string Column { get; init; }

    /// <summary>Column that puts the rows in order. Default: the event time.</summary>
    public string? By { get; init; }

    /// <summary>Columns within whose values rows follow each other. Absent: all rows are one sequence.</summary>
    public IReadOnlyList<string>? Within { get; init; }
}

/// <summary>Values that must be found in another dataset.</summary>
public sealed record RowReference
{
    /// <summary>Dataset, by name or <c>namespace/name</c>; its newest accepted version is pinned.</summary>
    public required string Dataset { get; init; }

    /// <summary>Own columns, and the columns of the other dataset that they must be found in.</summary>
    public required IReadOnlyDictionary<string, string> Keys { get; init; }
}

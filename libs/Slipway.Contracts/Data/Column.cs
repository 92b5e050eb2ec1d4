using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>One column of a dataset: its type and the limits that every row must keep.</summary>
/// <remarks>A row that breaks a limit is quarantined with the reason; it is never repaired silently.</remarks>
public sealed record Column
{
    /// <summary>Name as in the source's header; letters, digits and underscores.</summary>
    [RegularExpression("^[A-Za-z_][A-Za-z0-9_]*$"), StringLength(63, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Type of every value.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>Whether a value may be missing. False: a row without the value is quarantined.</summary>
    public bool Nullable { get; init; }

    /// <summary>Smallest allowed value of a numeric column, in the column's unit, inclusive.</summary>
    public double? Minimum { get; init; }

    /// <summary>Largest allowed value of a numeric column, in the column's unit, inclusive.</summary>
    public double? Maximum { get; init; }

    /// <summary>Smallest number of characters of a String column.</summary>
    [Range(0, int.MaxValue)]
    public int? MinLength { get; init; }

    /// <summary>Largest number of characters of a String column.</summary>
    [Range(0, int.MaxValue)]
    public int? MaxLength { get; init; }

    /// <summary>Regular expression (RE2 syntax) that the whole text of a String column must match.</summary>
    public string? Pattern { get; init; }

    /// <summary>All values that a String column may have. Absent: any.</summary>
    public IReadOnlyList<string>? AllowedValues { get; init; }

    /// <summary>Unit of the values, such as <c>EUR</c>, <c>s</c> or <c>Cel</c> (UCUM where it has one).</summary>
    public string? Unit { get; init; }

    /// <summary>What the column means.</summary>
    public string? Description { get; init; }

    /// <summary>How carefully the values must be handled; default Public.</summary>
    public Sensitivity? Sensitivity { get; init; }

    /// <summary>What is done to the values before a row is written; limits are held against the values before it. Absent: they are written as they are.</summary>
    public ColumnProtection? Protection { get; init; }
}

/// <summary>Type of a column's values.</summary>
public enum ColumnType
{
    /// <summary>Text in UTF-8.</summary>
    String,

    /// <summary>Whole number of 64 bits.</summary>
    Int64,

    /// <summary>Floating point number of 64 bits.</summary>
    Float64,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A moment with microseconds, UTC when the text names no offset.</summary>
    Timestamp,

    /// <summary>A calendar day.</summary>
    Date,
}

/// <summary>How carefully a column's values must be handled.</summary>
public enum Sensitivity
{
    /// <summary>May be seen by anybody who may see the dataset.</summary>
    Public,

    /// <summary>For the owning organisation alone.</summary>
    Internal,

    /// <summary>Concerns a person; never written to logs.</summary>
    Personal,
}

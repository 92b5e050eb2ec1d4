using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>One step of the cleaning of a dataset: what is done to sound rows before duplicates are dropped.</summary>
/// <remarks>
/// Guarantees: steps are done in their order, each on what the one before left; the manifest has the list and what each step changed. A step does one thing:
/// <see cref="Drop"/>, or a value for <see cref="Into"/> or in place of <see cref="Column"/>, by <see cref="Expression"/>, <see cref="Values"/> or <see cref="Quantise"/>.
/// </remarks>
public sealed record CleaningStep
{
    /// <summary>Name that reports refer to.</summary>
    [StringLength(63, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>SQL condition; rows for which it is true are dropped.</summary>
    public string? Drop { get; init; }

    /// <summary>Column whose value is taken, and changed unless <see cref="Into"/> names another.</summary>
    public string? Column { get; init; }

    /// <summary>Column that gets the value. It is declared in the schema and not read from the source; <see cref="Column"/> stays as it was.</summary>
    public string? Into { get; init; }

    /// <summary>SQL of the value, such as <c>lower(trim(country))</c>.</summary>
    public string? Expression { get; init; }

    /// <summary>Values by the text that they replace; an empty text stands for a missing value on either side. Others stay.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    /// <summary>Intervals whose lower end is the value; needs <see cref="Into"/>, so that the value itself stays.</summary>
    public Quantise? Quantise { get; init; }
}

/// <summary>Intervals of a number.</summary>
public sealed record Quantise
{
    /// <summary>Width of intervals that begin at multiples of it.</summary>
    public double? Width { get; init; }

    /// <summary>Ends of the intervals, ascending. Below the first one the value is missing.</summary>
    public IReadOnlyList<double>? Boundaries { get; init; }
}

/// <summary>What the cleaning did.</summary>
public sealed record CleaningReport
{
    /// <summary>SHA-256 of the list of steps: another list has another digest.</summary>
    public required string Digest { get; init; }

    /// <summary>The steps, in their order.</summary>
    public required IReadOnlyList<CleanedStep> Steps { get; init; }
}

/// <summary>What one step did.</summary>
public sealed record CleanedStep
{
    /// <summary>Name of the step.</summary>
    public required string Name { get; init; }

    /// <summary>Rows before it.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows that it dropped.</summary>
    public long Dropped { get; init; }

    /// <summary>Rows in which it changed the value of its column.</summary>
    public long Changed { get; init; }

    /// <summary>Rows without a value in its column afterwards.</summary>
    public long Missing { get; init; }
}

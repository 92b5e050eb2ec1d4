using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Data;

/// <summary>Which of the sound rows a version keeps. Chance comes from hashes of the rows, so the same rows and policy give the same sample.</summary>
public sealed record SamplingPolicy
{
    /// <summary>How rows are drawn.</summary>
    public SamplingMethod Method { get; init; }

    /// <summary>Share of the rows to keep, in percent; of each stratum or period where there are such. Excludes <see cref="Rows"/>.</summary>
    [Range(0.0001, 100)]
    public double? Percent { get; init; }

    /// <summary>Number of rows to keep; of each stratum or period where there are such. Excludes <see cref="Percent"/>.</summary>
    [Range(1, long.MaxValue)]
    public long? Rows { get; init; }

    /// <summary>Column whose values are the strata of Stratified, or that <see cref="PopulationShares"/> speaks of.</summary>
    public string? By { get; init; }

    /// <summary>Random with percent: column whose rows are kept or dropped together, such as the user. Default: each row by itself.</summary>
    public string? Unit { get; init; }

    /// <summary>PerPeriod: length of a period of the event time.</summary>
    public SamplingPeriod Period { get; init; }

    /// <summary>Weighted: column with the weight of a row; larger is likelier, zero and missing are never drawn.</summary>
    public string? Weight { get; init; }

    /// <summary>Weighted: age, counted from the newest event time, at which a row is half as likely as a new one.</summary>
    public Duration? HalfLife { get; init; }

    /// <summary>Weighted: known share of each value of <see cref="By"/> in the population, summing to 1; values that it does not list are never drawn.</summary>
    public IReadOnlyDictionary<string, double>? PopulationShares { get; init; }

    /// <summary>Column to add with the importance weight of each row: one over the probability with which it was kept. Absent: none.</summary>
    [RegularExpression("^[A-Za-z_][A-Za-z0-9_]*$"), StringLength(63)]
    public string? ImportanceWeight { get; init; }

    /// <summary>Text mixed into the hashes, so that another sample can be drawn from the same rows.</summary>
    public string Salt { get; set; } = "";
}

/// <summary>How rows are drawn.</summary>
public enum SamplingMethod
{
    /// <summary>Every row is as likely as every other. With rows it keeps those with the smallest hashes, which is a reservoir: rows may come in any order and number.</summary>
    Random,

    /// <summary>The same share, or the same number, of each value of a column.</summary>
    Stratified,

    /// <summary>The same share, or the same number, of each period of the event time.</summary>
    PerPeriod,

    /// <summary>Rows are as likely as their weights (Efraimidis and Spirakis 2006, without replacement).</summary>
    Weighted,
}

/// <summary>Length of a period.</summary>
public enum SamplingPeriod
{
    /// <summary>A day in UTC.</summary>
    Day,

    /// <summary>An hour.</summary>
    Hour,

    /// <summary>A month in UTC.</summary>
    Month,
}

namespace Slipway.Contracts.Data;

/// <summary>Statistics of one column over all kept rows.</summary>
public sealed record ColumnStatistics
{
    /// <summary>Name of the column.</summary>
    public required string Column { get; init; }

    /// <summary>Values present.</summary>
    public long Count { get; init; }

    /// <summary>Values missing.</summary>
    public long Nulls { get; init; }

    /// <summary>Distinct values present.</summary>
    public long Distinct { get; init; }

    /// <summary>Smallest value; for numbers, and for times in seconds since the epoch.</summary>
    public double? Min { get; init; }

    /// <summary>Largest value; for numbers, and for times in seconds since the epoch.</summary>
    public double? Max { get; init; }

    /// <summary>Arithmetic mean of a numeric column.</summary>
    public double? Mean { get; init; }

    /// <summary>Population standard deviation of a numeric column.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>Population variance of a numeric column.</summary>
    public double? Variance { get; init; }

    /// <summary>Skewness of a numeric column (third standardised moment): 0 for a symmetric one.</summary>
    public double? Skewness { get; init; }

    /// <summary>Excess kurtosis of a numeric column (fourth standardised moment less 3): 0 for a normal distribution.</summary>
    public double? Kurtosis { get; init; }

    /// <summary>Median of a numeric column.</summary>
    public double? Median { get; init; }

    /// <summary>The most frequent value, the first of equals by text; absent beyond about ten thousand different values.</summary>
    public ValueCount? Mode { get; init; }

    /// <summary>Quantiles of a numeric column at 1, 5, 25, 50, 75, 95 and 99 percent.</summary>
    public IReadOnlyList<double>? Quantiles { get; init; }

    /// <summary>Rows by value; for numbers and times.</summary>
    public Histogram? Histogram { get; init; }

    /// <summary>Values of a numeric column at 0, 1, 2 to 100 percent: 101 of them.</summary>
    public IReadOnlyList<double>? Percentiles { get; init; }

    /// <summary>Most frequent values, most frequent first; for text and booleans.</summary>
    public IReadOnlyList<ValueCount>? Top { get; init; }
}

/// <summary>A value and how often it occurs.</summary>
public sealed record ValueCount
{
    /// <summary>The value as text.</summary>
    public required string Value { get; init; }

    /// <summary>Number of rows.</summary>
    public required long Count { get; init; }
}

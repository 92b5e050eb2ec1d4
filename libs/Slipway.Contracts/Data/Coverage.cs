namespace Slipway.Contracts.Data;

/// <summary>How many rows the values of a slice have in each period of event time.</summary>
public sealed record Coverage
{
    /// <summary>Name of the slice.</summary>
    public required string Slice { get; init; }

    /// <summary>Length of a period.</summary>
    public required CoveragePeriod Period { get; init; }

    /// <summary>Beginnings of the periods that have rows, oldest first, UTC.</summary>
    public required IReadOnlyList<DateTimeOffset> Periods { get; init; }

    /// <summary>The values, those with most rows first.</summary>
    public required IReadOnlyList<ValueCoverage> Values { get; init; }
}

/// <summary>Rows of one value in each period.</summary>
public sealed record ValueCoverage
{
    /// <summary>The value as text.</summary>
    public required string Value { get; init; }

    /// <summary>Rows, one number for each of <see cref="Coverage.Periods"/>.</summary>
    public required IReadOnlyList<long> Rows { get; init; }
}

/// <summary>Length of a period.</summary>
public enum CoveragePeriod
{
    /// <summary>An hour.</summary>
    Hour,

    /// <summary>A day.</summary>
    Day,

    /// <summary>A month of the calendar.</summary>
    Month,

    /// <summary>A year of the calendar.</summary>
    Year,
}

namespace Slipway.Contracts.Data;

/// <summary>Rows of a column in intervals of equal width.</summary>
/// <remarks>Numbers are counted between their 1st and 99th percentile, so that one outlier does not leave a single bar; what lies outside counts for the first
/// or the last interval. Times, in seconds since the epoch, are counted over their whole range.</remarks>
public sealed record Histogram
{
    /// <summary>Where the first interval begins.</summary>
    public required double From { get; init; }

    /// <summary>Where the last interval ends.</summary>
    public required double To { get; init; }

    /// <summary>Rows in each interval.</summary>
    public required IReadOnlyList<long> Counts { get; init; }
}

using Slipway.Contracts.Data;

namespace Slipway.Contracts.Training;

/// <summary>How many rows of a split found a row of a joined dataset.</summary>
/// <param name="Dataset">The joined dataset.</param>
/// <param name="Split">The split.</param>
/// <param name="Rows">Rows of the split.</param>
/// <param name="Matched">Rows that found one that is not too old.</param>
/// <param name="MedianAgeSeconds">Median age of what was found, in seconds; absent when nothing was.</param>
public sealed record JoinCoverage(string Dataset, Split Split, long Rows, long Matched, double? MedianAgeSeconds)
{
    /// <summary>Share of rows that found one, 0 to 100.</summary>
    public double MatchPercent => Rows == 0 ? 0 : Math.Round(100.0 * Matched / Rows, 3);
}

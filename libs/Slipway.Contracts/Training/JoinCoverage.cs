using Slipway.Contracts.Data;

namespace Slipway.Contracts.Training;

/// <summary>How many rows of a split found a row of a joined dataset, or events in their window.</summary>
/// <param name="Dataset">The joined dataset.</param>
/// <param name="Split">The split.</param>
/// <param name="Rows">Rows of the split.</param>
/// <param name="Matched">Rows that found one that is not too old; of a window, those with an event in it.</param>
/// <param name="MedianAgeSeconds">Median age of what was found, in seconds: of a window, that of its newest event. Absent when nothing was.</param>
public sealed record JoinCoverage(string Dataset, Split Split, long Rows, long Matched, double? MedianAgeSeconds)
{
    /// <summary>Place of the join among those of the FeatureSet, from 0: a dataset may be joined several times.</summary>
    public int Join { get; init; }

    /// <summary>Share of rows that found one, 0 to 100.</summary>
    public double MatchPercent => Rows == 0 ? 0 : Math.Round(100.0 * Matched / Rows, 3);
}

using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks.Comparison;

/// <summary>All that can be said about a version by looking at the one before it, from the statistics of both alone.</summary>
internal static class VersionComparison
{
    public static ComparisonOutcome Run(DatasetPin pin, VersionProfile previous, VersionProfile current, IReadOnlyList<VersionRows> history, Contracts.Data.Comparison? given)
    {
        var rules = new ComparisonRules(given);
        List<Deviation> deviations =
        [
            .. SchemaComparison.Of(previous, current, rules),
            .. VolumeComparison.Of(previous, current, rules),
            .. TrailingAverage.Of(history, current, rules),
            .. new SliceComparison(previous, current, rules).All(),
            .. new ColumnComparisons(previous, current, rules).All(),
        ];
        var rounded = deviations.ConvertAll(deviation => deviation with { Compared = Rounded(deviation.Compared) });
        return new ComparisonOutcome(
            new ComparisonReport { Previous = pin, Values = rounded.ConvertAll(deviation => deviation.Compared) },
            [.. rounded.Where(deviation => deviation.IsBeyond).Select(deviation => deviation.ToFinding())]);
    }

    // Judged first and rounded afterwards; six places are more than any of the values is exact to.
    private static ComparedValue Rounded(ComparedValue value) =>
        value with { Value = Math.Round(value.Value, 6), Noise = value.Noise is { } noise ? Math.Round(noise, 6) : null };
}

/// <summary>What a comparison gave.</summary>
/// <param name="Report">All values, for the manifest; null when there was nothing to compare with.</param>
/// <param name="Findings">What is beyond its limit.</param>
internal sealed record ComparisonOutcome(ComparisonReport? Report, IReadOnlyList<Finding> Findings);

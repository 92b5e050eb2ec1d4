using Slipway.Contracts.Data;
using Slipway.Contracts.FeatureReports;

namespace Slipway.Trainer.FeatureReports.Statistics;

/// <summary>How many rows have a value of each feature: by split, by slice, and by period of the event time.</summary>
/// <param name="Features">The features, in the order of the counts.</param>
/// <param name="Splits">All rows of each split.</param>
/// <param name="Slices">Values of the slices, over all splits.</param>
/// <param name="Periods">Periods, oldest first, over all splits.</param>
/// <param name="Period">Length of a period.</param>
internal sealed record CoverageCounts(
    IReadOnlyList<string> Features, IReadOnlyList<(Split Split, CountedRows Counted)> Splits, IReadOnlyList<(string Slice, CountedRows Counted)> Slices,
    IReadOnlyList<(DateTimeOffset Start, CountedRows Counted)> Periods, CoveragePeriod Period)
{
    private const string AllRows = "all rows";
    private const int MostLines = 40;

    internal IReadOnlyList<FeatureCoverage> SplitsOf(int feature) =>
        [.. Splits.Select(each => new FeatureCoverage { Split = each.Split, Rows = each.Counted.Rows, Missing = each.Counted.Missing[feature] })];

    internal IReadOnlyList<FeatureCoverage>? SlicesOf(int feature) => Slices.Count == 0 ? null :
        [.. Slices.Select(each => new FeatureCoverage { Slice = each.Slice, Rows = each.Counted.Rows, Missing = each.Counted.Missing[feature] })];

    /// <summary>Rows with a value over time, first those that are missing most.</summary>
    internal Coverage? OverTime() => Periods.Count == 0 ? null : new Coverage
    {
        Slice = "features",
        Period = Period,
        Periods = [.. Periods.Select(period => period.Start)],
        Values =
        [
            new ValueCoverage { Value = AllRows, Rows = [.. Periods.Select(period => period.Counted.Rows)] },
            .. Features.Index().OrderByDescending(feature => Periods.Sum(period => period.Counted.Missing[feature.Index])).Take(MostLines)
                .Select(feature => new ValueCoverage { Value = feature.Item, Rows = [.. Periods.Select(period => period.Counted.Rows - period.Counted.Missing[feature.Index])] }),
        ],
    };
}

/// <summary>Rows, and how many of them have no value of each feature.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Missing">Rows without a value, by feature.</param>
internal sealed record CountedRows(long Rows, IReadOnlyList<long> Missing)
{
    internal static CountedRows Sum(IEnumerable<CountedRows> parts) => parts.Aggregate((one, other) =>
        new CountedRows(one.Rows + other.Rows, [.. one.Missing.Zip(other.Missing, (first, second) => first + second)]));
}

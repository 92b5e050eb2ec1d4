using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Trainer.Snapshot.Checks.Comparison;

namespace Slipway.Trainer.FeatureReports.Statistics;

/// <summary>Features that have values at different rates in the splits: what is measured then says little about what is learned. Pure.</summary>
internal static class CoverageFindings
{
    /// <summary>The size of the difference decides, and whether chance explains it; both limits are those of two dataset versions.</summary>
    internal static IEnumerable<Finding> Of(CoverageCounts coverage)
    {
        var limit = new ComparisonRules(null);
        var train = coverage.Splits.First(each => each.Split == Split.Train).Counted;
        foreach (var (index, feature) in coverage.Features.Index())
        {
            var worst = coverage.Splits.Where(each => each.Split != Split.Train).Select(each => (each.Split, Beyond: Compare(train, each.Counted, index, limit.NullPercent(feature).Max), each.Counted))
                .Where(each => each.Beyond is not null).OrderByDescending(each => Math.Abs(each.Beyond!.Value)).FirstOrDefault();
            if (worst.Beyond is not { } difference) continue;
            yield return new Finding
            {
                Check = "coverage", Severity = Severity.Warn, Column = feature, Value = Math.Round(Math.Abs(difference), 4), Limit = limit.NullPercent(feature).Max, Rows = worst.Counted.Missing[index],
                Message = string.Create(CultureInfo.InvariantCulture,
                    $"Feature '{feature}' has a value in {Percent(train, index):0.##} % of the train split and in {Percent(worst.Counted, index):0.##} % of the {worst.Split.ToString().ToLowerInvariant()} split: see whether a source began or ended in between; what is measured does not stand for what is learned."),
            };
        }
    }

    private static double? Compare(CountedRows train, CountedRows other, int feature, double limit)
    {
        if (train.Rows == 0 || other.Rows == 0) return null;
        var difference = Percent(other, feature) - Percent(train, feature);
        var noise = 100 * NoiseBand.Share(train.Missing[feature], train.Rows, other.Missing[feature], other.Rows);
        return Math.Abs(difference) > limit && Math.Abs(difference) > noise ? difference : null;
    }

    private static double Percent(CountedRows counted, int feature) => 100.0 * (counted.Rows - counted.Missing[feature]) / counted.Rows;
}

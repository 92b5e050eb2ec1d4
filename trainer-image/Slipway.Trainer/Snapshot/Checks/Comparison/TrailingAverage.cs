using System.Globalization;
using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks.Comparison;

/// <summary>Rows kept against the average of the last versions: a slow leak that no two neighbours show.</summary>
internal static class TrailingAverage
{
    private const int FewestVersions = 3;

    public static IEnumerable<Deviation> Of(IReadOnlyList<VersionRows> history, VersionProfile current, ComparisonRules rules)
    {
        if (history.Count < FewestVersions || history.Average(version => version.Rows) is not (> 0 and var average)) yield break;
        var (ratio, rule) = (current.Kept / average, rules.TrailingRowCount);
        var compared = new ComparedValue { Check = "trailingRowCount", Value = ratio, Limit = rule.Near(ratio), Judged = average >= rules.MinRows };
        yield return Deviation.OfRatio(compared, rule with { Severity = Severity.Warn },
            string.Create(CultureInfo.InvariantCulture, $"{current.Kept} rows remain, {average:0} on the average of the last {history.Count} versions"),
            "See whether rows are lost bit by bit, or set comparison.trailingRowCount.") with { Rows = current.Kept };
    }
}

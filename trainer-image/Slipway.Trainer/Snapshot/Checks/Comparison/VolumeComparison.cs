using System.Globalization;
using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks.Comparison;

/// <summary>How many rows came, how many were rejected and how many were duplicates.</summary>
internal static class VolumeComparison
{
    public static IEnumerable<Deviation> Of(VersionProfile previous, VersionProfile current, ComparisonRules rules)
    {
        var judged = previous.Rows.Read >= rules.MinRows && current.Rows.Read >= rules.MinRows;
        if (previous.Kept > 0) yield return RowCount(previous, current, rules);
        if (previous.Rows.Read == 0 || current.Rows.Read == 0) yield break;
        yield return Share("rejectedPercent", "rejected", rows => rows.Rejected, rules.RejectedPercent,
            "Look at the quarantine of this version: a source that writes a column in another form loses the rows that have it.");
        yield return Share("duplicatePercent", "duplicates", rows => rows.Duplicates, rules.DuplicatePercent,
            "See whether a job wrote the same rows twice, or spec.key no longer identifies a row. Duplicates were dropped.");

        Deviation Share(string check, string name, Func<RowCounts, long> count, ShiftRule rule, string remedy)
        {
            var (before, now) = (count(previous.Rows), count(current.Rows));
            var (beforePercent, nowPercent) = (100.0 * before / previous.Rows.Read, 100.0 * now / current.Rows.Read);
            var compared = new ComparedValue
            {
                Check = check, Value = nowPercent - beforePercent, Limit = rule.Max, Judged = judged,
                Noise = 100 * NoiseBand.Share(before, previous.Rows.Read, now, current.Rows.Read),
            };
            var period = check == "duplicatePercent" ? Period(current.DuplicatePeriod) : "";
            var what = string.Create(CultureInfo.InvariantCulture, $"{nowPercent:0.##} % of the rows read are {name}, {beforePercent:0.##} % in the previous version{period}");
            return Deviation.OfShift(compared, rule, what, remedy) with { Rows = now };
        }
    }

    private static string Period(DuplicatePeriod? period) => period is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"; most of them, {period.Duplicates}, in the {(period.Period == CoveragePeriod.Hour ? $"hour from {period.Start.UtcDateTime:yyyy-MM-dd HH:mm}" : $"day {period.Start.UtcDateTime:yyyy-MM-dd}")} UTC, of which {period.Kept} rows are kept");

    // A version that shrank to less than is ever judged is the very thing to tell; only a previous one that small says nothing.
    private static Deviation RowCount(VersionProfile previous, VersionProfile current, ComparisonRules rules)
    {
        var ratio = (double)current.Kept / previous.Kept;
        var compared = new ComparedValue { Check = "rowCount", Value = ratio, Limit = rules.RowCount.Near(ratio), Judged = previous.Kept >= rules.MinRows };
        return Deviation.OfRatio(compared, rules.RowCount, string.Create(CultureInfo.InvariantCulture, $"{current.Kept} rows remain, {previous.Kept} in the previous version"),
            "See whether the source is whole, or set comparison.rowCount.") with { Rows = current.Kept };
    }
}

using System.Globalization;
using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks.Comparison;

/// <summary>Share and label rate of each slice, and the label rate of all rows.</summary>
internal sealed class SliceComparison(VersionProfile previous, VersionProfile current, ComparisonRules rules)
{
    private readonly bool enough = previous.Kept >= rules.MinRows && current.Kept >= rules.MinRows;

    public IEnumerable<Deviation> All()
    {
        if (previous.Kept == 0 || current.Kept == 0) yield break;
        var before = previous.Slices.ToDictionary(slice => (slice.Column, slice.Value));
        foreach (var now in current.Slices)
        {
            if (!before.TryGetValue((now.Column, now.Value), out var old)) continue;
            if (now.Column is not null && !current.HasSameProtection(previous, now.Column)) continue;
            if (now.Column is not null && old.Rows > 0) yield return Share(old, now);
            foreach (var deviation in ClassRates(old, now)) yield return deviation;
            if (old is { Labelled: > 0, Positive: not null } && now is { Labelled: > 0, Positive: not null }) yield return LabelRate(old, now);
        }
    }

    /// <summary>
    /// Rows and share have to fall both: the share alone falls too when others grow, and the rows alone when everything shrinks. At constant volume the two are one.
    /// </summary>
    private Deviation Share(SliceStatistics old, SliceStatistics now)
    {
        var expected = old.Rows * Math.Min(1, (double)current.Kept / previous.Kept);
        var ratio = now.Rows / expected;
        var compared = new ComparedValue
        {
            Check = "sliceShare", Column = now.Column, Slice = Name(now), Value = ratio, Limit = rules.SliceShare.Near(ratio),
            Noise = NoiseBand.Count(expected, now.Rows), Judged = enough && old.Rows >= rules.MinSliceRows,
        };
        var what = string.Create(CultureInfo.InvariantCulture,
            $"Slice {Name(now)} has {now.Rows} of {current.Kept} rows ({100.0 * now.Rows / current.Kept:0.##} %), {old.Rows} of {previous.Kept} ({100.0 * old.Rows / previous.Kept:0.##} %) in the previous version");
        return Deviation.OfRatio(compared, rules.SliceShare, what,
            "See whether its source or a filter before it stopped; if it is meant to end, take it out of spec.slices or set comparison.sliceShare.") with { Rows = now.Rows };
    }

    private Deviation LabelRate(SliceStatistics old, SliceStatistics now)
    {
        var (oldRows, nowRows) = ((double)old.Labelled!, (double)now.Labelled!);
        var rare = Rarer(old, now);
        // Half a row on each side keeps the ratio a number when there was no such label before.
        var ratio = Smoothed(rare.Now, nowRows) / Smoothed(rare.Old, oldRows);
        var compared = new ComparedValue
        {
            Check = "labelRate", Column = now.Column, Slice = now.Column is null ? null : Name(now), Value = ratio, Limit = rules.LabelRate.Near(ratio),
            Noise = NoiseBand.Share(rare.Old, oldRows, rare.Now, nowRows) / Smoothed(rare.Old, oldRows),
            Judged = enough && Math.Min(oldRows, nowRows) >= (now.Column is null ? rules.MinRows : rules.MinSliceRows),
        };
        var what = string.Create(CultureInfo.InvariantCulture,
            $"{100.0 * (long)now.Positive! / nowRows:0.###} % of the labels {(now.Column is null ? "of all rows" : $"in slice {Name(now)}")} are positive, {100.0 * (long)old.Positive! / oldRows:0.###} % in the previous version");
        return Deviation.OfRatio(compared, rules.LabelRate, what,
            "See whether labels still arrive and are joined, and whether the label's definition changed.") with { Rows = now.Rows };
    }

    private IEnumerable<Deviation> ClassRates(SliceStatistics old, SliceStatistics now)
    {
        if (old is not { Labelled: > 0, Classes.Count: > 0 } || now is not { Labelled: > 0, Classes: not null }) yield break;
        var counts = now.Classes.ToDictionary(each => each.Value, each => each.Count, StringComparer.Ordinal);
        foreach (var before in old.Classes)
        {
            // A class that the list of the larger ones has no room for may be as frequent as before.
            if (!counts.TryGetValue(before.Value, out var rows) && counts.Values.Sum() < now.Labelled) continue;
            yield return ClassRate(old, now, before, rows);
        }
    }

    private Deviation ClassRate(SliceStatistics old, SliceStatistics now, ValueCount before, long rows)
    {
        var (oldRows, nowRows) = ((double)old.Labelled!, (double)now.Labelled!);
        var ratio = Smoothed(rows, nowRows) / Smoothed(before.Count, oldRows);
        var compared = new ComparedValue
        {
            Check = "labelRate", Column = now.Column, Slice = now.Column is null ? null : Name(now), Class = before.Value, Value = ratio, Limit = rules.LabelRate.Near(ratio),
            Noise = NoiseBand.Share(before.Count, oldRows, rows, nowRows) / Smoothed(before.Count, oldRows),
            Judged = enough && Math.Min(oldRows, nowRows) >= (now.Column is null ? rules.MinRows : rules.MinSliceRows),
        };
        return Deviation.OfRatio(compared, rules.LabelRate, string.Create(CultureInfo.InvariantCulture,
            $"{100.0 * rows / nowRows:0.###} % of the labels {(now.Column is null ? "of all rows" : $"in slice {Name(now)}")} are '{before.Value}', {100.0 * before.Count / oldRows:0.###} % in the previous version"),
            "See whether labels still arrive and are joined, and whether the label's definition changed.") with { Rows = rows };
    }

    private static (double Old, double Now) Rarer(SliceStatistics old, SliceStatistics now)
    {
        var (oldPositive, nowPositive) = ((double)old.Positive!, (double)now.Positive!);
        return oldPositive * 2 <= (double)old.Labelled! ? (oldPositive, nowPositive) : ((double)old.Labelled! - oldPositive, (double)now.Labelled! - nowPositive);
    }

    private static double Smoothed(double count, double rows) => (count + 0.5) / (rows + 1);

    private static string Name(SliceStatistics slice) => $"{slice.Column}={slice.Value}";
}

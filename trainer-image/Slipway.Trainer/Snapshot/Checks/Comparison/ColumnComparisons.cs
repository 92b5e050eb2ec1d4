using System.Globalization;
using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks.Comparison;

/// <summary>Missing values and distribution of each column that both versions have with the same type.</summary>
internal sealed class ColumnComparisons(VersionProfile previous, VersionProfile current, ComparisonRules rules)
{
    private const string Remedy = "See whether the source changed its unit, format or meaning; ignore the column under comparison.columns if it is meant to move.";

    public IEnumerable<Deviation> All()
    {
        foreach (var column in current.Columns)
        {
            if (!current.HasAlike(previous, column.Name)) continue;
            if (Of(previous, column) is not { } old || Of(current, column) is not { } now) continue;
            foreach (var deviation in Compare(column, old, now)) yield return deviation;
        }
    }

    private IEnumerable<Deviation> Compare(Column column, ColumnStatistics old, ColumnStatistics now)
    {
        var watched = !rules.Ignores(column.Name, current.Key);
        if (old.Count + old.Nulls > 0 && now.Count + now.Nulls > 0) yield return Nulls(column, old, now, watched);
        var judged = watched && old.Count >= rules.MinRows && now.Count >= rules.MinRows;
        if (old.Percentiles is { Count: KolmogorovSmirnov.Points } one && now.Percentiles is { Count: KolmogorovSmirnov.Points } other)
            yield return Ks(column, old, now, KolmogorovSmirnov.Distance(one, other), judged);
        if (column.Type is not (ColumnType.String or ColumnType.Boolean) || CategoryDistance.Between(old, now) is not { } distance) yield break;
        yield return Psi(column, old, now, distance, judged);
        yield return LInfinity(column, old, now, distance, judged);
    }

    private Deviation Nulls(Column column, ColumnStatistics old, ColumnStatistics now, bool watched)
    {
        var (oldRows, nowRows) = (old.Count + old.Nulls, now.Count + now.Nulls);
        var (oldPercent, nowPercent) = (100.0 * old.Nulls / oldRows, 100.0 * now.Nulls / nowRows);
        var rule = rules.NullPercent(column.Name);
        var compared = new ComparedValue
        {
            Check = "nullPercent", Column = column.Name, Value = nowPercent - oldPercent, Limit = rule.Max,
            Noise = 100 * NoiseBand.Share(old.Nulls, oldRows, now.Nulls, nowRows), Judged = watched && oldRows >= rules.MinRows && nowRows >= rules.MinRows,
        };
        return Deviation.OfShift(compared, rule, string.Create(CultureInfo.InvariantCulture,
            $"{nowPercent:0.##} % of column '{column.Name}' are missing, {oldPercent:0.##} % in the previous version"), Remedy) with { Rows = now.Nulls };
    }

    private Deviation Ks(Column column, ColumnStatistics old, ColumnStatistics now, double distance, bool judged)
    {
        var rule = rules.Ks(column.Name);
        var compared = new ComparedValue
        {
            Check = "ks", Column = column.Name, Value = distance, Limit = rule.Max, Noise = NoiseBand.Ks(old.Count, now.Count), Judged = judged,
        };
        const int median = KolmogorovSmirnov.Points / 2;
        return Deviation.OfShift(compared, rule, string.Create(CultureInfo.InvariantCulture,
            $"The distribution of column '{column.Name}' moved: median {now.Percentiles![median]:0.####}, {old.Percentiles![median]:0.####} in the previous version"), Remedy) with { Rows = now.Count };
    }

    private Deviation Psi(Column column, ColumnStatistics old, ColumnStatistics now, CategoryDistance distance, bool judged)
    {
        var rule = rules.Psi(column.Name);
        var compared = new ComparedValue
        {
            Check = "psi", Column = column.Name, Value = distance.Psi, Limit = rule.Max, Judged = judged,
            Noise = NoiseBand.Psi(old.Count, now.Count, distance.Categories),
        };
        return Deviation.OfShift(compared, rule, $"The distribution of column '{column.Name}' moved; {Moved(column, distance.Moved)}", Remedy) with { Rows = now.Count };
    }

    private Deviation LInfinity(Column column, ColumnStatistics old, ColumnStatistics now, CategoryDistance distance, bool judged)
    {
        var (rule, moved) = (rules.LInfinity(column.Name), distance.Moved);
        var compared = new ComparedValue
        {
            Check = "lInfinity", Column = column.Name, Value = distance.LInfinity, Limit = rule.Max, Judged = judged,
            Noise = NoiseBand.Share(moved.Previous, old.Count, moved.Current, now.Count),
        };
        return Deviation.OfShift(compared, rule, $"In column '{column.Name}', {Moved(column, moved)}", Remedy) with { Rows = (long)moved.Current };
    }

    // A finding ends in status and logs, where values that concern a person must not be.
    private static string Moved(Column column, CategoryShare moved)
    {
        var who = moved.Value is null ? "the rarer values together have" : column.Sensitivity == Sensitivity.Personal ? "one value has" : $"'{moved.Value}' has";
        return string.Create(CultureInfo.InvariantCulture, $"{who} {100 * moved.CurrentShare:0.##} % of the rows, {100 * moved.PreviousShare:0.##} % in the previous version");
    }

    private static ColumnStatistics? Of(VersionProfile version, Column column) => version.Statistics.FirstOrDefault(each => each.Column == column.Name);
}

using System.Globalization;
using Slipway.Contracts.Data;
using Slipway.Trainer.Snapshot.Checks.Comparison;

namespace Slipway.Trainer.Snapshot.Checks;

/// <summary>Says how missing values depend on the label and on slices. The size of the effect decides, and whether chance explains it.</summary>
internal sealed class MissingnessProfiler(IReadOnlyList<ColumnStatistics> statistics, IReadOnlyList<SliceStatistics> slices)
{
    /// <summary>A label with more values is no class.</summary>
    public const int MaxLabels = 20;

    private const int MaxListed = 50;

    // Cramer's V that is called a small effect (Cohen 1988).
    private const double SmallEffect = 0.1;

    // Cramer's V stays small where one value is rare, as positive labels are; the difference of the shares does not.
    private const double LargeDifference = 0.05;

    // A share of fewer rows says little.
    private const long FewestRows = 30;

    /// <param name="label">The label's column, if there is one.</param>
    /// <param name="count">Counts missing values of some columns by the values of another; of all values where none are named.</param>
    public IReadOnlyList<Missingness> Run(string? label, Func<string, IReadOnlyList<string>?, IReadOnlyList<string>, MissingTable> count)
    {
        var gaps = statistics.Where(column => column is { Nulls: > 0, Count: > 0 }).Select(column => column.Column).ToList();
        var found = new List<Missingness>();
        if (label is not null && statistics.FirstOrDefault(column => column.Column == label) is { Distinct: > 1 and <= MaxLabels }) By(label, null);
        foreach (var slice in slices.Where(each => each is { Column: not null, Value: not null, Rows: > 0 }).GroupBy(each => each.Column!, StringComparer.Ordinal).Where(slice => slice.Key != label))
            By(slice.Key, [.. slice.Select(each => each.Value!)]);
        return [.. found.OrderByDescending(each => each.CramersV).ThenBy(each => each.Column, StringComparer.Ordinal).Take(MaxListed)];

        void By(string column, IReadOnlyList<string>? values)
        {
            var columns = gaps.Where(gap => gap != column).ToList();
            if (columns.Count > 0) found.AddRange(Judge(count(column, values, columns), columns, values));
        }
    }

    /// <summary>What a person has to know: a loss that follows the label teaches a model the loss.</summary>
    public static IEnumerable<Finding> Findings(IReadOnlyList<Missingness> missingness, string? label) => missingness
        .Where(each => each.By == label && each.Hint == MissingHint.DependsOnValue && each.CramersV >= SmallEffect)
        .Select(each => new Finding
        {
            Check = "missingness", Severity = Severity.Warn, Column = each.Column, Value = each.CramersV, Limit = SmallEffect,
            Message = string.Create(CultureInfo.InvariantCulture,
                $"Column '{each.Column}' is missing in {each.Most.Percent:0.##} % of the rows with {label}={each.Most.Value} and in {each.Least.Percent:0.##} % of those with {label}={each.Least.Value} (Cramer's V {each.CramersV:0.###}, limit {SmallEffect}): a model may learn the loss instead of the value. See why values are missing there, or leave the column out."),
        });

    private static IEnumerable<Missingness> Judge(MissingTable table, List<string> gaps, IReadOnlyList<string>? values)
    {
        var groups = (values is null ? table.Groups : [.. table.Groups.Where(group => values.Contains(group.Value))]).ToList();
        if (groups.Count < 2) yield break;
        foreach (var (index, column) in table.Columns.Index().Where(each => gaps.Contains(each.Item)))
        {
            if (Judge(column, table.By, [.. groups.Select(group => new Group(group.Value, group.Rows, group.Missing[index]))]) is { } found) yield return found;
        }
    }

    private static Missingness? Judge(string column, string by, List<Group> groups)
    {
        var (rows, missing) = (groups.Sum(group => group.Rows), groups.Sum(group => group.Missing));
        if (missing == 0 || missing == rows) return null;
        var share = (double)missing / rows;
        var square = groups.Sum(group => group.Rows * Math.Pow(group.Share - share, 2) / (share * (1 - share)));
        var effect = Math.Sqrt(square / rows);
        var telling = groups.Where(group => group.Rows >= FewestRows).ToList();
        if (telling.Count < 2) telling = groups;
        var (least, most) = (telling.MinBy(group => group.Share)!, telling.MaxBy(group => group.Share)!);
        var depends = (effect >= SmallEffect || most.Share - least.Share >= LargeDifference) && square > NoiseBand.ChiSquare(groups.Count - 1);
        return new Missingness
        {
            Column = column, By = by, CramersV = Math.Round(effect, 6), Least = least.ToShare(), Most = most.ToShare(),
            Hint = depends ? MissingHint.DependsOnValue : MissingHint.CompletelyAtRandom,
        };
    }

    private sealed record Group(string Value, long Rows, long Missing)
    {
        public double Share => (double)Missing / Rows;

        public MissingShare ToShare() => new() { Value = Value, Percent = Math.Round(100 * Share, 4) };
    }
}

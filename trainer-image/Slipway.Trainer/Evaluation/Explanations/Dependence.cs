using Slipway.Contracts.Training;

namespace Slipway.Trainer.Evaluation.Explanations;

/// <summary>Contribution of a feature against its value. Pure.</summary>
internal static class Dependence
{
    private const int Bins = 10;
    private const int MostCategories = 20;

    internal static IReadOnlyList<DependencePoint> Of(ExplainedRows rows, int feature, int outputs, FeatureValues values)
    {
        var layout = rows.Layout[feature];
        return layout.IsVector
            ? [.. ByText(Enumerable.Range(0, rows.Count)).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Take(MostCategories).Select(group => Point(group.Key, null, [.. group]))]
            : [.. Numbers(), .. ByText(Enumerable.Range(0, rows.Count).Where(row => float.IsNaN(rows.Row(row)[layout.First]))).Select(group => Point(group.Key, null, [.. group]))];

        IEnumerable<IGrouping<string, int>> ByText(IEnumerable<int> some) => some.GroupBy(row => values.Of(layout, rows.Row(row)) ?? SliceMembers.Missing, StringComparer.Ordinal);

        // Rows of equal value are never parted; few values have a point each.
        IEnumerable<DependencePoint> Numbers()
        {
            var sorted = Enumerable.Range(0, rows.Count).Where(row => !float.IsNaN(rows.Row(row)[layout.First])).OrderBy(row => rows.Row(row)[layout.First]).ToList();
            var ties = sorted.GroupBy(row => rows.Row(row)[layout.First]).Select(tie => tie.ToList()).ToList();
            var part = new List<int>();
            var taken = 0;
            foreach (var tie in ties)
            {
                part.AddRange(tie);
                if (ties.Count > Bins && taken + part.Count < (int)Math.Ceiling((double)sorted.Count * (Filled(taken, sorted.Count) + 1) / Bins) && taken + part.Count < sorted.Count) continue;
                double median = rows.Row(part[part.Count / 2])[layout.First];
                yield return Point(FeatureValues.Written(median), median, part);
                taken += part.Count;
                part = [];
            }
        }

        DependencePoint Point(string value, double? number, IReadOnlyList<int> members)
        {
            var first = members.Select(row => rows.Of(row, 0, feature)).Order().ToList();
            return new DependencePoint(value, number, members.Count, [.. Enumerable.Range(0, outputs).Select(output => members.Average(row => rows.Of(row, output, feature)))], Quantile(first, 0.025), Quantile(first, 0.975));
        }
    }

    private static int Filled(int taken, int all) => (int)((long)taken * Bins / all);

    private static double Quantile(List<double> sorted, double share) => sorted[(int)Math.Round(share * (sorted.Count - 1))];
}

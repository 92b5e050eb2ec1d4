using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Labels;

/// <summary>Agreement of two sources: the share of equal labels, and Cohen's kappa, by how much it is above chance (Cohen 1960). Pure.</summary>
internal static class CohensKappa
{
    /// <param name="first">One source.</param>
    /// <param name="second">The other.</param>
    /// <param name="cells">Label of the first, label of the second, rows.</param>
    /// <param name="isClass">Whether labels are classes; of fractions chance says nothing.</param>
    public static LabelAgreement Of(string first, string second, IReadOnlyList<(string First, string Second, long Rows)> cells, bool isClass)
    {
        double rows = cells.Sum(cell => cell.Rows);
        var same = cells.Where(cell => cell.First == cell.Second).Sum(cell => cell.Rows) / rows;
        var left = cells.GroupBy(cell => cell.First, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(cell => cell.Rows) / rows, StringComparer.Ordinal);
        var right = cells.GroupBy(cell => cell.Second, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(cell => cell.Rows) / rows, StringComparer.Ordinal);
        var chance = left.Sum(each => each.Value * right.GetValueOrDefault(each.Key));
        double? kappa = isClass && chance < 1 ? Math.Round((same - chance) / (1 - chance), 6) : null;
        return new LabelAgreement(first, second, (long)rows, Math.Round(100 * same, 3), kappa);
    }
}

using Slipway.Contracts.Data;

namespace Slipway.Trainer.Snapshot.Checks.Comparison;

/// <summary>How far two distributions over categories are apart.</summary>
/// <param name="Psi">Sum over the categories of (q - p) ln(q / p), each share smoothed by half a row a category.</param>
/// <param name="Moved">The category whose share moved most; the L-infinity distance is how far.</param>
/// <param name="Categories">Number of categories compared.</param>
internal sealed record CategoryDistance(double Psi, CategoryShare Moved, int Categories)
{
    // Half a row (Krichevsky and Trofimov 1981): a category that is empty on one side has a finite weight, which fades as rows come.
    private const double Smoothing = 0.5;

    public double LInfinity => Math.Abs(Moved.CurrentShare - Moved.PreviousShare);

    /// <summary>The distance, or null when the values of a side were too many to be counted, or there are none.</summary>
    public static CategoryDistance? Between(ColumnStatistics previous, ColumnStatistics current)
    {
        if (previous is not { Top.Count: > 0, Count: > 0 } || current is not { Top.Count: > 0, Count: > 0 }) return null;
        var shares = CategoryShare.Align(previous, current);
        return new CategoryDistance(PsiOf(shares), shares.MaxBy(share => Math.Abs(share.CurrentShare - share.PreviousShare))!, shares.Count);
    }

    private static double PsiOf(IReadOnlyList<CategoryShare> shares)
    {
        var (previousRows, currentRows) = (shares.Sum(share => share.Previous), shares.Sum(share => share.Current));
        return shares.Sum(share =>
        {
            var p = (share.Previous + Smoothing) / (previousRows + (Smoothing * shares.Count));
            var q = (share.Current + Smoothing) / (currentRows + (Smoothing * shares.Count));
            return (q - p) * Math.Log(q / p);
        });
    }
}

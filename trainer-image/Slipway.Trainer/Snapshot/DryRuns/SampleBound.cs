namespace Slipway.Trainer.Snapshot.DryRuns;

/// <summary>What a few rows prove of all rows. Pure.</summary>
internal static class SampleBound
{
    // A source whose share is just at its limit is refused once in a million dry runs.
    private static readonly double Evidence = Math.Log(1e6);

    /// <summary>Whether so many bad rows among those read would be next to impossible if their share in the whole were within a limit.</summary>
    /// <remarks>Hoeffding's bound (1963) of the binomial tail: P(bad or more) is at most exp(-n KL(bad/n, limit)). Assumes that the rows read are as good as the others.</remarks>
    /// <param name="bad">Bad rows.</param>
    /// <param name="rows">Rows read.</param>
    /// <param name="percent">The limit.</param>
    public static bool IsBeyond(long bad, long rows, double percent)
    {
        if (bad == 0) return false;
        var (seen, limit) = ((double)bad / rows, percent / 100);
        return seen > limit && rows * Divergence(seen, limit) >= Evidence;
    }

    // Infinite where the limit allows none.
    private static double Divergence(double seen, double limit) =>
        (seen * Math.Log(seen / limit)) + (seen < 1 ? (1 - seen) * Math.Log((1 - seen) / (1 - limit)) : 0);
}

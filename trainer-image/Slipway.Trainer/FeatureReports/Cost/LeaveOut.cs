using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Training;
using Slipway.Trainer.FeatureReports.Statistics;

namespace Slipway.Trainer.FeatureReports.Cost;

/// <summary>Leaves features out, within a number of runs: half of them one at a time from the most useful, half from the least, and what seems to cost nothing together.</summary>
internal sealed class LeaveOut(FeatureCostPolicy policy, IReadOnlyList<FeatureLayout> layout, FeaturePrices prices, Func<IReadOnlyList<FeatureLayout>, LeftOut> without)
{
    private int runs;

    internal LeaveOutReport? Run(IReadOnlyList<FeatureShare> shares, Contracts.Data.Split split)
    {
        // With one feature there is no model without it.
        if (layout.Count < 2) return null;
        List<LeftOut> single = [.. Chosen(shares).Select(feature => Try([feature])).OrderByDescending(each => each.Fall)];
        var proposal = Propose(shares, single);
        return new LeaveOutReport
        {
            Split = split,
            Runs = runs,
            Features = single,
            Proposal = proposal,
            Columns = proposal is null ? null : FeaturePrices.Some(prices.Columns(proposal.Features)),
            Joins = proposal is null ? null : FeaturePrices.Some(prices.Joins(proposal.Features)),
        };
    }

    // Two runs are kept to prove a proposal, as long as there are several.
    private IEnumerable<string> Chosen(IReadOnlyList<FeatureShare> shares)
    {
        List<string> used = [.. shares.Where(share => share.Share > 0).Select(share => share.Feature)];
        var most = Math.Min(used.Count, Math.Max(1, policy.MaxRuns - 2));
        var best = used.Take(most / 2);
        return best.Concat(used.Skip(most / 2).Reverse().Take(most - (most / 2)));
    }

    /// <summary>All candidates together; as each may stand in for another, what falls too far together is halved until it does not.</summary>
    private LeftOut? Propose(IReadOnlyList<FeatureShare> shares, List<LeftOut> single)
    {
        var unused = shares.Where(share => share.Share == 0).Select(share => share.Feature);
        List<string> candidates = [.. unused, .. single.Where(each => each.Fall <= policy.MaxFall).OrderBy(each => each.Fall).Select(each => each.Features[0])];
        if (candidates.Count == layout.Count) candidates.RemoveAt(candidates.Count - 1);
        for (; candidates.Count > 0; candidates = candidates[..(candidates.Count / 2)])
        {
            var known = candidates.Count == 1 ? single.Find(each => each.Features[0] == candidates[0]) : null;
            if (known is null && runs >= policy.MaxRuns) return null;
            var together = known ?? Try(candidates);
            if (together.Fall <= policy.MaxFall) return together;
        }

        return null;
    }

    private LeftOut Try(IReadOnlyList<string> features)
    {
        runs++;
        return without([.. layout.Where(feature => features.Contains(feature.Name))]);
    }
}

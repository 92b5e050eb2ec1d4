using Slipway.Api.Rollouts;

namespace Slipway.Operator.Rollouts.Analysis;

/// <summary>Exact bounds on both shares, with the chance of a false alarm spent over the looks.</summary>
/// <remarks>
/// <para>Guarantees: over any number of looks, a candidate whose share exceeds the stable one's by no more than <c>maxIncrease</c> is called
/// harmful with chance at most alpha, and one that exceeds it is called safe with chance at most alpha. Look k gets alpha / (k (k + 1)),
/// which sums to alpha (a union bound, so dependence between looks does no harm).</para>
/// <para>Assumptions: requests are independent and assigned to the arms at random.</para>
/// <para>Caveats: conservative; an e-process would need fewer requests for the same promise.</para>
/// </remarks>
internal sealed class SpendingComparison : IComparison
{
    public Comparison Compare(ArmCounts stable, ArmCounts candidate, double maxIncrease, int look, double alpha)
    {
        // Two arms share the look's part of alpha; a difference is bounded when both of its ends are.
        var part = alpha / ((double)look * (look + 1)) / 2;
        var lower = ProportionBounds.Lower(candidate, part) - ProportionBounds.Upper(stable, part);
        var upper = ProportionBounds.Upper(candidate, part) - ProportionBounds.Lower(stable, part);
        var verdict = lower > maxIncrease ? MetricVerdict.Harm : upper <= maxIncrease ? MetricVerdict.Safe : MetricVerdict.Inconclusive;
        return new Comparison(verdict, lower, upper);
    }
}

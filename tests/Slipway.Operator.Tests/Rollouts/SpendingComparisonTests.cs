using Slipway.Api.Rollouts;
using Slipway.Operator.Rollouts.Analysis;

namespace Slipway.Operator.Tests.Rollouts;

public sealed class SpendingComparisonTests
{
    private readonly SpendingComparison comparison = new();

    [Fact]
    public void Bounds_of_a_proportion_are_those_of_Clopper_and_Pearson()
    {
        // 0 of n: the upper bound solves (1 - p)^n = alpha.
        ProportionBounds.Upper(new ArmCounts(100, 0), 0.05).ShouldBe(1 - Math.Pow(0.05, 0.01), 1e-9);
        ProportionBounds.Lower(new ArmCounts(100, 0), 0.05).ShouldBe(0);
        ProportionBounds.Upper(new ArmCounts(100, 100), 0.05).ShouldBe(1);
        ProportionBounds.Lower(new ArmCounts(100, 100), 0.05).ShouldBe(Math.Pow(0.05, 0.01), 1e-9);
        ProportionBounds.Upper(new ArmCounts(0, 0), 0.05).ShouldBe(1);
    }

    [Fact]
    [Trait("Capability", "R2")]
    public void No_requests_decide_nothing() =>
        comparison.Compare(new(0, 0), new(0, 0), 0.01, 1, 0.05).Verdict.ShouldBe(MetricVerdict.Inconclusive);

    [Fact]
    [Trait("Capability", "R2")]
    public void A_clearly_worse_candidate_is_harmful_soon() =>
        comparison.Compare(new(360, 0), new(40, 8), 0.01, 1, 0.05).Verdict.ShouldBe(MetricVerdict.Harm);

    [Fact]
    [Trait("Capability", "R2")]
    public void Equal_versions_become_safe_with_enough_requests()
    {
        comparison.Compare(new(900, 0), new(100, 0), 0.01, 1, 0.05).Verdict.ShouldBe(MetricVerdict.Inconclusive);
        comparison.Compare(new(9_000, 0), new(1_000, 0), 0.01, 1, 0.05).Verdict.ShouldBe(MetricVerdict.Safe);
    }

    [Theory]
    [InlineData(0.01, 5)]
    [InlineData(0.03, 20)]
    [InlineData(0.03, 200)]
    [Trait("Capability", "R2")]
    public void Looking_thirty_times_keeps_the_promised_false_alarm_rate(double errorRate, int requestsPerLook)
    {
        const int Rollouts = 400;
        const double Alpha = 0.05;
        var random = new Random(20261120);
        var alarms = Enumerable.Range(0, Rollouts).Count(_ => AnyLookAlarms(random, errorRate, errorRate, requestsPerLook, Alpha));

        // Five standard deviations above alpha: the fixed seed makes the outcome repeatable, the bound makes it meaningful for any other.
        ((double)alarms / Rollouts).ShouldBeLessThan(Alpha + (5 * Math.Sqrt(Alpha * (1 - Alpha) / Rollouts)));
    }

    [Fact]
    [Trait("Capability", "R2")]
    public void A_rise_from_one_to_ten_percent_is_found()
    {
        var random = new Random(20261120);
        Enumerable.Range(0, 100).Count(_ => AnyLookAlarms(random, 0.01, 0.10, 100, 0.05)).ShouldBe(100);
    }

    private bool AnyLookAlarms(Random random, double stableRate, double candidateRate, int requestsPerLook, double alpha)
    {
        var stable = default(ArmCounts);
        var candidate = default(ArmCounts);
        for (var look = 1; look <= 30; look++)
        {
            stable = Draw(stable, random, stableRate, requestsPerLook * 9);
            candidate = Draw(candidate, random, candidateRate, requestsPerLook);
            if (comparison.Compare(stable, candidate, 0, look, alpha).Verdict == MetricVerdict.Harm) return true;
        }

        return false;
    }

    private static ArmCounts Draw(ArmCounts before, Random random, double rate, int requests)
    {
        var bad = before.Bad;
        for (var i = 0; i < requests; i++)
        {
            if (random.NextDouble() < rate) bad++;
        }

        return new ArmCounts(before.Total + requests, bad);
    }
}

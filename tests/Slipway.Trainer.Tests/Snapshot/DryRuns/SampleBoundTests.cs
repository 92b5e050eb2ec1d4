using Slipway.Trainer.Snapshot.DryRuns;

namespace Slipway.Trainer.Tests.Snapshot.DryRuns;

[Trait("Capability", "D12")]
public sealed class SampleBoundTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(50)]
    public void A_source_at_its_limit_is_refused_at_most_once_in_a_million(double percent)
    {
        foreach (var rows in new[] { 1, 7, 40, 150, 400 })
        {
            var refused = Enumerable.Range(0, rows + 1).Where(bad => SampleBound.IsBeyond(bad, rows, percent)).Sum(bad => Probability(bad, rows, percent / 100));
            refused.ShouldBeLessThanOrEqualTo(1e-6);
        }
    }

    [Theory]
    [InlineData(0, 10_000, 0, false)]
    [InlineData(1, 10_000, 0, true)]
    [InlineData(100, 10_000, 1, false)]
    [InlineData(130, 10_000, 1, false)]
    [InlineData(200, 10_000, 1, true)]
    [InlineData(10_000, 10_000, 50, true)]
    [InlineData(10_000, 10_000, 100, false)]
    public void A_share_that_is_clearly_beyond_the_limit_is_refused(long bad, long rows, double percent, bool beyond) => SampleBound.IsBeyond(bad, rows, percent).ShouldBe(beyond);

    private static double Probability(int bad, int rows, double share)
    {
        var log = 0.0;
        for (var each = 1; each <= bad; each++) log += Math.Log((double)(rows - bad + each) / each);
        return Math.Exp(log + (bad * Math.Log(share)) + ((rows - bad) * Math.Log(1 - share)));
    }
}

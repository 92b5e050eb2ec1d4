using Slipway.Kubernetes.Queue;

namespace Slipway.Kubernetes.Tests.Queue;

public sealed class ExponentialBackoffTests
{
    [Fact]
    public void Delays_double_from_5_ms_to_1000_s_and_stay_there_for_ever()
    {
        var backoff = new ExponentialBackoff<string>();
        var delays = Enumerable.Range(0, 5000).Select(_ => backoff.Next("a")).ToList();
        delays[..4].Select(delay => delay.TotalMilliseconds).ShouldBe([5, 10, 20, 40]);
        delays[17].ShouldBe(TimeSpan.FromMilliseconds(5 * 131072));
        delays[18].ShouldBe(TimeSpan.FromSeconds(1000));
        delays[4999].ShouldBe(TimeSpan.FromSeconds(1000));
    }

    [Fact]
    public void Keys_do_not_share_failures()
    {
        var backoff = new ExponentialBackoff<string>();
        backoff.Next("a");
        backoff.Next("a");
        backoff.Next("b").TotalMilliseconds.ShouldBe(5);
        backoff.Forget("a");
        backoff.Next("a").TotalMilliseconds.ShouldBe(5);
    }
}

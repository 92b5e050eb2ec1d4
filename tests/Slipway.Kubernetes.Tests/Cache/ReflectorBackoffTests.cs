using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Tests.Support;
using Slipway.Testing;

namespace Slipway.Kubernetes.Tests.Cache;

public sealed class ReflectorBackoffTests
{
    private readonly ManualTimeProvider time = new();

    [Fact]
    public void Delays_double_from_800_ms_to_30_s()
    {
        var backoff = new ReflectorBackoff(time, new FixedRandom(0));
        Enumerable.Range(0, 8).Select(_ => backoff.Next().TotalSeconds).ShouldBe([0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30]);
    }

    [Fact]
    public void Jitter_at_most_doubles_a_delay() => new ReflectorBackoff(time, new FixedRandom(0.999999)).Next().TotalSeconds.ShouldBe(1.6, 0.001);

    [Fact]
    public void Two_healthy_minutes_start_it_over()
    {
        var backoff = new ReflectorBackoff(time, new FixedRandom(0));
        backoff.Next();
        backoff.Next();
        time.Advance(TimeSpan.FromSeconds(119));
        backoff.Next().TotalSeconds.ShouldBe(3.2);
        time.Advance(TimeSpan.FromSeconds(121));
        backoff.Next().TotalSeconds.ShouldBe(0.8);
    }
}

namespace Slipway.Kubernetes.Cache;

/// <summary>Delay before the next try to list or watch: 800 ms doubling up to 30 s, times 1 to 2; it starts over after two healthy minutes.</summary>
internal sealed class ReflectorBackoff(TimeProvider time, Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan HealthyAfter = TimeSpan.FromMinutes(2);

    private TimeSpan next = First;
    private long? lastFailure;

    public TimeSpan Next()
    {
        if (lastFailure is { } last && time.GetElapsedTime(last) > HealthyAfter) next = First;
        var delay = next;
        next = next * 2 > Max ? Max : next * 2;
        lastFailure = time.GetTimestamp();
        return delay * (1 + random.NextDouble());
    }
}

namespace Slipway.Kubernetes.Queue;

/// <summary>Per key, the delay before the next try: it doubles with each failure.</summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <remarks>Guarantees: 5 ms · 2^failures, at most 1000 s by default; keys never share a delay; there is no last try.</remarks>
public sealed class ExponentialBackoff<TKey>(TimeSpan? firstDelay = null, TimeSpan? maxDelay = null) where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, int> failures = [];
    private readonly TimeSpan first = firstDelay ?? TimeSpan.FromMilliseconds(5);
    private readonly TimeSpan max = maxDelay ?? TimeSpan.FromSeconds(1000);

    /// <summary>Counts a failure and says how long to wait.</summary>
    public TimeSpan Next(TKey key)
    {
        int before;
        lock (gate)
        {
            before = failures.GetValueOrDefault(key);
            failures[key] = before + 1;
        }

        // In doubles, because 2^failures leaves every integer behind after a day of failing.
        var milliseconds = first.TotalMilliseconds * Math.Pow(2, before);
        return milliseconds >= max.TotalMilliseconds ? max : TimeSpan.FromMilliseconds(milliseconds);
    }

    /// <summary>Forgets the failures of a key.</summary>
    public void Forget(TKey key)
    {
        lock (gate) failures.Remove(key);
    }

    /// <summary>Failures of a key since it was last forgotten.</summary>
    public int Failures(TKey key)
    {
        lock (gate) return failures.GetValueOrDefault(key);
    }
}

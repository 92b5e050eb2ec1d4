namespace Slipway.Kubernetes.Cache;

/// <summary>Cancels a stream that says nothing for too long: a peer that is gone without a word looks just like one with nothing to say.</summary>
internal sealed class Watchdog : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly ITimer timer;

    public Watchdog(TimeProvider time, TimeSpan limit, CancellationToken cancellationToken)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer = time.CreateTimer(_ => Bite(), null, limit, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => source.Token;

    public bool HasBitten { get; private set; }

    /// <summary>Something was heard; from now on the silence may last this long.</summary>
    public void Reset(TimeSpan limit) => timer.Change(limit, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        timer.Dispose();
        source.Dispose();
    }

    private void Bite()
    {
        HasBitten = true;
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The stream ended in the very moment in which the limit passed; nothing is left to cancel.
        }
    }
}

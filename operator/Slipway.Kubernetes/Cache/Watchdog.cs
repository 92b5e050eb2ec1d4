namespace Slipway.Kubernetes.Cache;

/// <summary>Cancels a stream that says nothing for too long: a peer that is gone without a word looks just like one with nothing to say.</summary>
internal sealed class Watchdog : IDisposable
{
    private readonly TimeSpan limit;
    private readonly CancellationTokenSource source;
    private readonly ITimer timer;

    public Watchdog(TimeProvider time, TimeSpan limit, CancellationToken cancellationToken)
    {
        this.limit = limit;
        source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer = time.CreateTimer(_ => Bite(), null, limit, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => source.Token;

    public bool HasBitten { get; private set; }

    public void Reset() => timer.Change(limit, Timeout.InfiniteTimeSpan);

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

namespace Slipway.Sandbox.Node.Pods;

/// <summary>Tells the containers of a pod to end, and how long they may take.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource requested = new();
    private readonly CancellationTokenSource atOnce = new();
    private long graceTicks;

    /// <summary>Cancelled when the containers are to end.</summary>
    public CancellationToken Requested => requested.Token;

    /// <summary>Cancelled when there is no time left.</summary>
    public CancellationToken AtOnce => atOnce.Token;

    /// <summary>Time that was given when the end was asked for.</summary>
    public TimeSpan Grace => TimeSpan.FromTicks(Interlocked.Read(ref graceTicks));

    /// <summary>Asks for the end. A second call changes nothing, but for one without grace.</summary>
    public void Request(TimeSpan grace)
    {
        Interlocked.CompareExchange(ref graceTicks, grace.Ticks, 0);
        requested.Cancel();
        if (grace <= TimeSpan.Zero) atOnce.Cancel();
    }

    public void Dispose()
    {
        requested.Dispose();
        atOnce.Dispose();
    }
}

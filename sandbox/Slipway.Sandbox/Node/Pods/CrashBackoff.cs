namespace Slipway.Sandbox.Node.Pods;

/// <summary>Waits before restarts as a kubelet does: the first is immediate, then 10 s doubling to 5 min; 10 min of running forget it all.</summary>
internal sealed class CrashBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private TimeSpan next = TimeSpan.Zero;

    /// <summary>The wait before the restart of a container that ran for this long.</summary>
    public TimeSpan Next(TimeSpan ran)
    {
        if (ran >= 2 * Longest) next = TimeSpan.Zero;
        var wait = next;
        next = next == TimeSpan.Zero ? First : TimeSpan.FromTicks(Math.Min(Longest.Ticks, next.Ticks * 2));
        return wait;
    }
}

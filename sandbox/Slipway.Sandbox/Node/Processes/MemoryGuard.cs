using System.Collections.Concurrent;

namespace Slipway.Sandbox.Node.Processes;

/// <summary>Watches the memory of process trees, all of them with one look at the machine's processes.</summary>
internal sealed class MemoryGuard : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentDictionary<int, (long Limit, Action Exceeded)> watched = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Task looking;

    public MemoryGuard(TimeProvider time) => looking = LookAsync(time);

    /// <summary>Calls <paramref name="exceeded"/> once when the session of the leader uses more than the limit, until the answer is disposed of.</summary>
    /// <param name="leader">Process that leads the session.</param>
    /// <param name="limit">Bytes.</param>
    /// <param name="exceeded">Quick: the next look waits for it.</param>
    public IDisposable Watch(int leader, long limit, Action exceeded)
    {
        watched[leader] = (limit, exceeded);
        return new Registration(watched, leader);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await looking;
        stopping.Dispose();
    }

    private async Task LookAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token)) Look();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private void Look()
    {
        if (watched.IsEmpty) return;
        var sessions = ProcFileSystem.Sessions();
        foreach (var (leader, (limit, exceeded)) in watched)
        {
            if (sessions[leader].Sum(ProcFileSystem.UnreclaimableMemory) > limit && watched.TryRemove(leader, out _)) exceeded();
        }
    }

    private sealed class Registration(ConcurrentDictionary<int, (long Limit, Action Exceeded)> watched, int leader) : IDisposable
    {
        public void Dispose() => watched.TryRemove(leader, out _);
    }
}

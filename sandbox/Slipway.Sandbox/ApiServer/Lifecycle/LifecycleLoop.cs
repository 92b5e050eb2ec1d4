using Microsoft.Extensions.Logging;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.ApiServer.Lifecycle;

/// <summary>Reads the log as a watcher does and lets each lifecycle follow it.</summary>
internal sealed partial class LifecycleLoop(RevisionLog log, IReadOnlyList<ILifecycle> lifecycles, ILogger<LifecycleLoop> logger)
{
    /// <summary>Runs until cancelled. What had been done before the server stopped is completed first.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var cursor = log.Revision;
        Each(l => l.Start());
        while (!cancellation.IsCancellationRequested)
        {
            var change = log.AnyChange.Next;
            if (log.ReadAfter(null, ref cursor) is { } records)
            {
                foreach (var record in records)
                {
                    Each(l => l.Observe(record));
                }
            }
            else
            {
                cursor = log.Revision; // the log was compacted past us: look at the state instead
                Each(l => l.Start());
            }

            await change.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Each(Action<ILifecycle> act)
    {
        foreach (var lifecycle in lifecycles)
        {
            try
            {
                act(lifecycle);
            }
            catch (Exception e)
            {
                // One object that cannot be handled must not end the garbage collection of all others.
                LogFailed(logger, e, lifecycle.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Lifecycle} could not follow a change")]
    private static partial void LogFailed(ILogger logger, Exception e, string lifecycle);
}

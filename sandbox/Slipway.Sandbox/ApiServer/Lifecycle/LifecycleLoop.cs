using Microsoft.Extensions.Logging;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.ApiServer.Lifecycle;

/// <summary>Reads the log as a watcher does and lets each lifecycle follow it.</summary>
internal sealed partial class LifecycleLoop(RevisionLog log, IReadOnlyList<ILifecycle> lifecycles, ILogger<LifecycleLoop> logger)
{
    private long _cursor;

    /// <summary>Whether there are changes that the lifecycles have not followed.</summary>
    public bool IsBehind => log.Revision > _cursor;

    /// <summary>Runs until cancelled. What had been done before the server stopped is completed first.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Start();
        while (!cancellation.IsCancellationRequested)
        {
            var change = log.AnyChange.Next;
            Follow();
            await change.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks at all that is there.</summary>
    public void Start()
    {
        _cursor = log.Revision;
        Each(l => l.Start());
    }

    /// <summary>Follows the changes since the last time.</summary>
    public void Follow()
    {
        if (log.ReadAfter(null, ref _cursor) is not { } records)
        {
            Start(); // the log was compacted past us: look at the state instead
            return;
        }

        foreach (var record in records)
        {
            Each(l => l.Observe(record));
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

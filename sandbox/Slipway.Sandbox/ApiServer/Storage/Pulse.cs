namespace Slipway.Sandbox.ApiServer.Storage;

/// <summary>Wakes everybody who waits, at once. Take <see cref="Next"/> before looking at the state that it guards.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Next => Volatile.Read(ref _next).Task;

    public void Beat() =>
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Server.Hosting;

/// <summary>
/// Ends a server without a failed request: it first says that it is not ready, goes on answering until clients have had the time to
/// notice, and only then lets the host close its sockets.
/// </summary>
internal sealed partial class Draining(Action becomeUnready, TimeSpan delay, TimeProvider clock, ILogger<Draining> log) : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        becomeUnready();
        LogDraining(delay);
        await Task.Delay(delay, clock, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Stopping: not ready from now on, closing in {Delay}")]
    private partial void LogDraining(TimeSpan delay);
}

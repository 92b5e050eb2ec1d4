using Microsoft.Extensions.Logging;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Metrics;

namespace Slipway.Kubernetes.Controllers;

/// <summary>Runs informers and controllers in order.</summary>
/// <remarks>
/// <para>Order of the start: informers fill (also on a standby, so that it can take over at once), leadership is won, controllers start.
/// Stop in reverse: controllers end their passes, leadership is released, informers stop.</para>
/// <para>Guarantees: a part that fails stops all others and fails <see cref="RunAsync"/>; nothing goes on half.</para>
/// </remarks>
public sealed partial class ControllerManager(ILogger<ControllerManager> logger, MetricRegistry? metrics = null)
{
    private readonly List<Controller> controllers = [];

    /// <summary>The controllers, in the order in which they were added.</summary>
    public IReadOnlyList<Controller> Controllers => controllers;

    /// <summary>The informers of all controllers.</summary>
    public IReadOnlyList<IInformer> Informers => [.. controllers.SelectMany(controller => controller.Informers).Distinct()];

    /// <summary>True once every informer has filled.</summary>
    public bool HasSynced => Informers.All(informer => informer.HasSynced);

    /// <summary>The longest time for which one of the informers has not heard of the server; part of liveness.</summary>
    public TimeSpan LongestSilence => Informers.Select(informer => informer.LastContactAge).DefaultIfEmpty(TimeSpan.Zero).Max();

    /// <summary>Adds a controller and the informers that it watches.</summary>
    public void Add(Controller controller) => controllers.Add(controller);

    /// <summary>Runs all until it is cancelled.</summary>
    /// <param name="lead">Calls its argument while this process leads, and returns when it has ended. Default: it always leads.</param>
    /// <param name="cancellationToken">Stops all, in order.</param>
    public async Task RunAsync(Func<Func<CancellationToken, Task>, CancellationToken, Task>? lead, CancellationToken cancellationToken)
    {
        ExportMetrics();
        using var stopInformers = new CancellationTokenSource();
        using var stopControllers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var informers = Task.WhenAll(Informers.Select(informer => GuardAsync(informer.RunAsync(stopInformers.Token), stopControllers)));
        try
        {
            await (lead is null ? RunControllersAsync(stopControllers.Token) : lead(RunControllersAsync, stopControllers.Token));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogStopped();
        }
        finally
        {
            await stopInformers.CancelAsync();
            await informers;
        }
    }

    private async Task RunControllersAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(controllers.Select(controller => GuardAsync(controller.RunAsync(stop.Token), stop)));
    }

    private static async Task GuardAsync(Task part, CancellationTokenSource stopOthers)
    {
        try
        {
            await part;
        }
        catch
        {
            await stopOthers.CancelAsync();
            throw;
        }
    }

    private void ExportMetrics()
    {
        if (metrics is null) return;
        var age = metrics.Gauge("informer_last_event_age_seconds", "Time since the informer last heard of the API server", "kind");
        var count = metrics.Gauge("informer_objects", "Number of objects in the cache of the informer", "kind");
        metrics.BeforeCollect(() =>
        {
            foreach (var informer in Informers)
            {
                age.With(informer.Name).Set(informer.LastContactAge.TotalSeconds);
                count.With(informer.Name).Set(informer.Count);
            }
        });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Controllers have stopped")]
    private partial void LogStopped();
}

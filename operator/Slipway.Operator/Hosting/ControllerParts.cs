using Slipway.Api;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.Prometheus;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Rollouts;
using Slipway.Operator.Rollouts.Analysis;
using Slipway.Operator.Rollouts.Routing;

namespace Slipway.Operator.Hosting;

/// <summary>What all controllers share.</summary>
internal sealed record ControllerParts
{
    public required IKubernetesClient Client { get; init; }

    public required OperatorSettings Settings { get; init; }

    public required IEventSink Events { get; init; }

    public required ReadAudit Audit { get; init; }

    public required MetricRegistry Metrics { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public required TimeProvider Time { get; init; }

    public required RouterFleet Routers { get; init; }

    public required PredictorHealth Predictors { get; init; }

    public required IPrometheusClient Prometheus { get; init; }

    public required EvidenceReader Evidence { get; init; }

    public required RolloutOptions RolloutOptions { get; init; }

    public int Workers { get; init; } = 1;

    /// <summary>A controller that makes passes over the objects of a kind.</summary>
    /// <param name="name">Its name in logs and metrics.</param>
    /// <param name="informer">The objects.</param>
    /// <param name="type">The kind.</param>
    /// <param name="kind">What decides.</param>
    /// <param name="around">What is to be done before and after the life that the passes see.</param>
    public Controller Controller<T, TStatus>(string name, Informer<T> informer, ResourceType<T> type, IKind<T, TStatus> kind, Func<IReconciler, IReconciler>? around = null)
        where T : class, ISlipwayObject<TStatus>
        where TStatus : class, ISlipwayStatus
    {
        IReconciler pass = new Pass<T, TStatus>(Client, type, informer.Cache, kind, new PlanExecutor<T, TStatus>(Client, type, Events, Audit, Time), Time);
        return Controller(name, around is null ? pass : around(pass)).For(informer);
    }

    /// <summary>A controller with nothing to watch yet.</summary>
    public Controller Controller(string name, IReconciler reconciler) => new(name, reconciler, Loggers.CreateLogger<Controller>(), new ControllerOptions
    {
        MaxConcurrentReconciles = Workers, ReconciliationTimeout = TimeSpan.FromMinutes(2), Metrics = Metrics, Time = Time,
    });
}

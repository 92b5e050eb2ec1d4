using Slipway.Api;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
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

    public required EvidenceReader Evidence { get; init; }

    public required RolloutOptions RolloutOptions { get; init; }

    public int Workers { get; init; } = 1;

    /// <summary>A controller that makes passes over the objects of a kind.</summary>
    public Controller Controller<T, TStatus>(string name, Informer<T> informer, ResourceType<T> type, IKind<T, TStatus> kind)
        where T : class, ISlipwayObject<TStatus>
        where TStatus : class, ISlipwayStatus
    {
        var pass = new Pass<T, TStatus>(Client, type, informer.Cache, kind, new PlanExecutor<T, TStatus>(Client, type, Events, Audit, Time), Time);
        var options = new ControllerOptions
        {
            MaxConcurrentReconciles = Workers, ReconciliationTimeout = TimeSpan.FromMinutes(2), Metrics = Metrics, Time = Time,
        };
        return new Controller(name, pass, Loggers.CreateLogger<Controller>(), options).For(informer);
    }
}

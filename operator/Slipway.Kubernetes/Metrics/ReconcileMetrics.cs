namespace Slipway.Kubernetes.Metrics;

/// <summary>The metrics of a controller, under the names that dashboards for controllers know.</summary>
internal sealed class ReconcileMetrics
{
    private static readonly double[] Buckets =
    [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5,
        5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
    ];

    public ReconcileMetrics(MetricRegistry registry, string controller, int maxConcurrent)
    {
        var total = registry.Counter("controller_runtime_reconcile_total", "Total number of reconciliations per controller", "controller", "result");
        Success = total.With(controller, "success");
        Error = total.With(controller, "error");
        Requeue = total.With(controller, "requeue");
        RequeueAfter = total.With(controller, "requeue_after");
        Errors = Single("controller_runtime_reconcile_errors_total", "Total number of reconciliation errors per controller");
        TerminalErrors = Single("controller_runtime_terminal_reconcile_errors_total", "Total number of terminal reconciliation errors per controller");
        Panics = Single("controller_runtime_reconcile_panics_total", "Total number of reconciliations that ended by a fault of the program");
        Timeouts = Single("controller_runtime_reconcile_timeouts_total", "Total number of reconciliation timeouts per controller");
        Duration = registry.Histogram("controller_runtime_reconcile_time_seconds", "Length of time per reconciliation per controller", Buckets, "controller").With(controller);
        Active = registry.Gauge("controller_runtime_active_workers", "Number of currently used workers per controller", "controller").With(controller);
        registry.Gauge("controller_runtime_max_concurrent_reconciles", "Maximum number of concurrent reconciles per controller", "controller")
            .With(controller).Set(maxConcurrent);

        Counter Single(string name, string help) => registry.Counter(name, help, "controller").With(controller);
    }

    public Counter Success { get; }

    public Counter Error { get; }

    public Counter Requeue { get; }

    public Counter RequeueAfter { get; }

    public Counter Errors { get; }

    public Counter TerminalErrors { get; }

    public Counter Panics { get; }

    public Counter Timeouts { get; }

    public Histogram Duration { get; }

    public Gauge Active { get; }
}

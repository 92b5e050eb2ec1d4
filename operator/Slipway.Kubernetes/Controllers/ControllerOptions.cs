using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Queue;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Controllers;

/// <summary>Settings of a controller.</summary>
public sealed record ControllerOptions
{
    /// <summary>Passes that run at once, each for another key. Default 1.</summary>
    public int MaxConcurrentReconciles { get; init; } = 1;

    /// <summary>Time that one pass may take; it is cancelled then and tried again. Default: no limit.</summary>
    public TimeSpan? ReconciliationTimeout { get; init; }

    /// <summary>Time that the informers may take to fill. Default 2 min.</summary>
    public TimeSpan CacheSyncTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Delay of keys that failed. Default: 5 ms doubling up to 1000 s.</summary>
    public ExponentialBackoff<NamespacedName> Backoff { get; init; } = new();

    /// <summary>Where the controller counts. Default: nowhere that is scraped.</summary>
    public MetricRegistry Metrics { get; init; } = new();

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

using Slipway.Kubernetes.Metrics;

namespace Slipway.Kubernetes.Queue;

/// <summary>Settings of a work queue.</summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public sealed record WorkQueueOptions<TKey> where TKey : notnull
{
    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Delay of keys that failed. Default: 5 ms doubling up to 1000 s.</summary>
    public ExponentialBackoff<TKey> Backoff { get; init; } = new();

    /// <summary>Every how many takes the key that has waited longest is served, whatever its priority. Default 16.</summary>
    /// <remarks>Without it, a steady stream of changes keeps the keys of the initial list waiting for ever.</remarks>
    public int OldestFirstEvery { get; init; } = 16;

    /// <summary>Where the queue counts. Default: nowhere that is scraped.</summary>
    public WorkQueueMetrics Metrics { get; init; } = new(new MetricRegistry(), "unnamed");
}

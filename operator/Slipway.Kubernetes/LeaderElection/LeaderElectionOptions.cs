using Slipway.Kubernetes.Metrics;

namespace Slipway.Kubernetes.LeaderElection;

/// <summary>Settings of a <see cref="LeaderElector"/>.</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>Namespace of the lease.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the lease; the candidates share it.</summary>
    public required string LeaseName { get; init; }

    /// <summary>Name of this candidate, unique among all. Default: host name and a random number.</summary>
    public string Identity { get; init; } = $"{Environment.MachineName}_{Guid.NewGuid()}";

    /// <summary>Time that others wait, since they last saw the record change, before they take over. Default 15 s.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time for which a leader tries to renew before it gives up. Default 10 s; less than <see cref="LeaseDuration"/>.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between the renewals of a leader, and between its tries to renew. Default 2 s.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Time after which a candidate looks again whether the lease is free, times 1 to 1.5; it looks as well when the record expires. Default 1 s: a lease
    /// that was released is taken within 1.5 s, one that was not within 1.5 s and its duration.
    /// </summary>
    public TimeSpan LookPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Source of jitter.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>Where it is shown who leads. Default: nowhere that is scraped.</summary>
    public MetricRegistry Metrics { get; init; } = new();
}

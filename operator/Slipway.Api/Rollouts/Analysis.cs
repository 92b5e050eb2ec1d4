using System.ComponentModel.DataAnnotations;
using Slipway.Contracts;

namespace Slipway.Api.Rollouts;

/// <summary>What has to hold while traffic moves: the candidate against the stable version at the same time.</summary>
public sealed record Analysis
{
    /// <summary>Prometheus to ask. Default: the operator's.</summary>
    [RegularExpression("^https?://.+$")]
    public string? PrometheusAddress { get; init; }

    /// <summary>Time between two looks.</summary>
    public Duration Interval { get; set; } = new(TimeSpan.FromSeconds(30));

    /// <summary>Fewest requests of the candidate in a step before it may be left.</summary>
    [Range(1, int.MaxValue)]
    public int MinSamples { get; set; } = 100;

    /// <summary>Chance that a candidate as good as the stable version is rolled back in a whole rollout, over all metrics and looks.</summary>
    [Range(1e-6, 0.5)]
    public double FalseAlarmRate { get; set; } = 0.05;

    /// <summary>Longest time in a step before <see cref="OnInconclusive"/> decides.</summary>
    public Duration MaxDuration { get; set; } = new(TimeSpan.FromMinutes(30));

    /// <summary>What happens when the evidence does not suffice in time.</summary>
    public InconclusiveAction OnInconclusive { get; init; }

    /// <summary>What is compared. Default: the error rate, which may rise by 1 percentage point.</summary>
    [ListMapKeys("name")]
    public IReadOnlyList<AnalysisMetric>? Metrics { get; init; }
}

/// <summary>What happens when the evidence does not suffice in time.</summary>
public enum InconclusiveAction
{
    /// <summary>The rollout stays where it is and says so.</summary>
    Hold,

    /// <summary>The candidate is rolled back.</summary>
    Rollback,
}

/// <summary>One comparison of candidate and stable version.</summary>
public sealed record AnalysisMetric
{
    /// <summary>Name in status and events.</summary>
    [StringLength(63, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>What is counted.</summary>
    public required AnalysisMetricType Type { get; init; }

    /// <summary>How much larger the candidate's share may be than the stable version's, as a fraction of the requests.</summary>
    [Range(0, 1)]
    public double MaxIncrease { get; set; } = 0.01;

    /// <summary>Latency from which a request counts as slow; a bucket bound of the router's histogram. SlowRequests alone.</summary>
    public Duration? Threshold { get; init; }
}

/// <summary>What a metric counts.</summary>
public enum AnalysisMetricType
{
    /// <summary>Requests that were answered with another code than 2xx. Both versions get the same kind of requests, so client errors count as well.</summary>
    ErrorRate,

    /// <summary>Requests that took longer than the threshold.</summary>
    SlowRequests,
}

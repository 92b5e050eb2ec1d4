using Slipway.Kubernetes.Resources;

namespace Slipway.Api.Rollouts;

/// <summary>What is served and what is being changed.</summary>
public sealed record RolloutStatus : ISlipwayStatus
{
    /// <summary>Generation of the spec that this status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>What it is doing.</summary>
    public RolloutPhase? Phase { get; init; }

    /// <summary>Ready, Reconciling, Stalled, Available (something is served), Analyzed (the last look was conclusive).</summary>
    [ListMapKeys("type")]
    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <summary>Generation of the route table that was last decided.</summary>
    public long RouteGeneration { get; init; }

    /// <summary>The revision that serves.</summary>
    public RevisionStatus? Stable { get; init; }

    /// <summary>The revision that is being tried.</summary>
    public RevisionStatus? Candidate { get; init; }

    /// <summary>Index of the current step, from 0.</summary>
    public int? StepIndex { get; init; }

    /// <summary>The current step for people, such as <c>2/3</c>.</summary>
    public string? Step { get; init; }

    /// <summary>When the routers confirmed the current step's weight.</summary>
    public DateTimeOffset? StepStartedAt { get; init; }

    /// <summary>What the analysis saw in the current step.</summary>
    public AnalysisStatus? Analysis { get; init; }

    /// <summary>Names of the revisions that were rolled back; not tried again until the spec changes and names their version.</summary>
    public IReadOnlyList<string>? Rejected { get; init; }

    /// <summary>Past changes, newest first.</summary>
    public IReadOnlyList<RolloutHistoryEntry>? History { get; init; }

    /// <summary>URL of the service inside the cluster.</summary>
    public string? Url { get; init; }
}

/// <summary>What a rollout is doing.</summary>
public enum RolloutPhase
{
    /// <summary>Waits for a version that is ready, or for the first pods.</summary>
    Pending,

    /// <summary>Traffic moves to the candidate.</summary>
    Progressing,

    /// <summary>Stays where it is because the spec says so.</summary>
    Paused,

    /// <summary>The wanted version serves all traffic.</summary>
    Healthy,

    /// <summary>The wanted version was rolled back, or nothing can be served.</summary>
    Degraded,
}

/// <summary>One revision: a model version in a server image.</summary>
public sealed record RevisionStatus
{
    /// <summary>Name of the revision; its Deployment and Service are named alike.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the ModelVersion.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>Version within the family.</summary>
    public required string Version { get; init; }

    /// <summary>Digest of the model file.</summary>
    public required string Digest { get; init; }

    /// <summary>Percent of the requests.</summary>
    public int Weight { get; init; }

    /// <summary>Pods that report the digest loaded.</summary>
    public int ReadyReplicas { get; init; }

    /// <summary>When the revision was first wanted.</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>What the analysis saw in the current step.</summary>
public sealed record AnalysisStatus
{
    /// <summary>Looks in the whole rollout that used up a part of the false alarm rate.</summary>
    public int Looks { get; init; }

    /// <summary>When the last look was taken.</summary>
    public DateTimeOffset? LastLookAt { get; init; }

    /// <summary>The metrics at the last look.</summary>
    [ListMapKeys("name")]
    public IReadOnlyList<MetricStatus>? Metrics { get; init; }
}

/// <summary>One metric at the last look.</summary>
public sealed record MetricStatus
{
    /// <summary>Name of the metric.</summary>
    public required string Name { get; init; }

    /// <summary>What the look meant.</summary>
    public required MetricVerdict Verdict { get; init; }

    /// <summary>The numbers and the limit in one sentence.</summary>
    public string? Message { get; init; }

    /// <summary>Requests of the stable version since the step began.</summary>
    public long StableTotal { get; init; }

    /// <summary>Of these, the bad ones.</summary>
    public long StableBad { get; init; }

    /// <summary>Requests of the candidate since the step began.</summary>
    public long CandidateTotal { get; init; }

    /// <summary>Of these, the bad ones.</summary>
    public long CandidateBad { get; init; }
}

/// <summary>What a look at a metric meant.</summary>
public enum MetricVerdict
{
    /// <summary>Within the limit with enough samples.</summary>
    Safe,

    /// <summary>Worse than allowed beyond chance.</summary>
    Harm,

    /// <summary>Not decided yet.</summary>
    Inconclusive,

    /// <summary>Too few requests.</summary>
    Insufficient,

    /// <summary>Prometheus knows no such series.</summary>
    NoData,

    /// <summary>The newest sample is too old.</summary>
    Stale,

    /// <summary>Prometheus could not be asked.</summary>
    ProviderError,
}

/// <summary>One past change.</summary>
public sealed record RolloutHistoryEntry
{
    /// <summary>Version that was tried.</summary>
    public required string Version { get; init; }

    /// <summary>How it ended.</summary>
    public required RolloutResult Result { get; init; }

    /// <summary>Why, with the numbers.</summary>
    public string? Message { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>How a change ended.</summary>
public enum RolloutResult
{
    /// <summary>The first version; there was nothing to compare with.</summary>
    Deployed,

    /// <summary>It serves all traffic.</summary>
    Promoted,

    /// <summary>Its metrics, or its pods, were not good enough.</summary>
    RolledBack,

    /// <summary>A newer version took its place before it was decided.</summary>
    Superseded,
}

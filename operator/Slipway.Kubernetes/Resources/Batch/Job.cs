using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Slipway.Kubernetes.Resources;

/// <summary>Runs pods to their end.</summary>
public sealed record Job() : KubernetesObject("batch/v1", "Job")
{
    /// <summary>What is wanted.</summary>
    public JobSpec? Spec { get; init; }

    /// <summary>What the controller reports.</summary>
    public JobStatus? Status { get; init; }
}

/// <summary>Specification of a <see cref="Job"/>.</summary>
public sealed record JobSpec
{
    /// <summary>Pods that run at once. Default 1.</summary>
    public int? Parallelism { get; init; }

    /// <summary>Pods that must succeed. Default 1.</summary>
    public int? Completions { get; init; }

    /// <summary><c>NonIndexed</c> (default) or <c>Indexed</c>.</summary>
    public string? CompletionMode { get; init; }

    /// <summary>Failed pods before the job fails. Default 6.</summary>
    public int? BackoffLimit { get; init; }

    /// <summary>Seconds that the job may take.</summary>
    public long? ActiveDeadlineSeconds { get; init; }

    /// <summary>Seconds after its end at which the job is deleted.</summary>
    public int? TtlSecondsAfterFinished { get; init; }

    /// <summary>True if no pods run now.</summary>
    public bool? Suspend { get; init; }

    /// <summary>Controller that runs it; not set: the cluster's own.</summary>
    public string? ManagedBy { get; init; }

    /// <summary>What failures of pods mean, as the API defines it.</summary>
    public JsonObject? PodFailurePolicy { get; init; }

    /// <summary><c>TerminatingOrFailed</c> (default) or <c>Failed</c>.</summary>
    public string? PodReplacementPolicy { get; init; }

    /// <summary>Selects the pods; the server sets it.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>The pod template; a JSON tree, because users may write any field of it.</summary>
    public JsonObject? Template { get; init; }
}

/// <summary>Status of a <see cref="Job"/>.</summary>
public sealed record JobStatus
{
    /// <summary>Pods that run or wait.</summary>
    public int? Active { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int? Ready { get; init; }

    /// <summary>Pods that succeeded.</summary>
    public int? Succeeded { get; init; }

    /// <summary>Pods that failed.</summary>
    public int? Failed { get; init; }

    /// <summary>Pods on their way out.</summary>
    public int? Terminating { get; init; }

    /// <summary>Indexes that succeeded: <c>0,2-4</c>.</summary>
    public string? CompletedIndexes { get; init; }

    /// <summary>When it started.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When it succeeded.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? CompletionTime { get; init; }

    /// <summary>Conditions: <c>Complete</c>, <c>Failed</c>, <c>Suspended</c>, ...</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}

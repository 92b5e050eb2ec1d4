using System.Text.Json.Nodes;

namespace Slipway.Kubernetes.Resources;

/// <summary>Keeps a number of pods running and replaces them when the template changes.</summary>
public sealed record Deployment() : KubernetesObject("apps/v1", "Deployment")
{
    /// <summary>What is wanted.</summary>
    public DeploymentSpec? Spec { get; init; }

    /// <summary>What the controller reports.</summary>
    public DeploymentStatus? Status { get; init; }
}

/// <summary>Specification of a <see cref="Deployment"/>.</summary>
public sealed record DeploymentSpec
{
    /// <summary>Number of pods. Leave it out where an autoscaler owns it.</summary>
    public int? Replicas { get; init; }

    /// <summary>Selects the pods; cannot change.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>The pod template; a JSON tree, because users may write any field of it.</summary>
    public JsonObject? Template { get; init; }

    /// <summary>How pods are replaced, as the API defines it.</summary>
    public JsonObject? Strategy { get; init; }

    /// <summary>Seconds for which a pod must be ready before it counts. Default 0.</summary>
    public int? MinReadySeconds { get; init; }

    /// <summary>Seconds without progress after which it counts as failed. Default 600.</summary>
    public int? ProgressDeadlineSeconds { get; init; }

    /// <summary>How many old replica sets are kept. Default 10.</summary>
    public int? RevisionHistoryLimit { get; init; }
}

/// <summary>Status of a <see cref="Deployment"/>.</summary>
public sealed record DeploymentStatus
{
    /// <summary>Generation that the numbers speak of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Pods in all.</summary>
    public int? Replicas { get; init; }

    /// <summary>Pods of the newest template.</summary>
    public int? UpdatedReplicas { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int? ReadyReplicas { get; init; }

    /// <summary>Pods that are ready for long enough.</summary>
    public int? AvailableReplicas { get; init; }

    /// <summary>Pods that are not.</summary>
    public int? UnavailableReplicas { get; init; }

    /// <summary>Conditions: <c>Available</c>, <c>Progressing</c>, <c>ReplicaFailure</c>.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}

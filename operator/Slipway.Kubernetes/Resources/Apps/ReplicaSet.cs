using System.Text.Json.Nodes;

namespace Slipway.Kubernetes.Resources;

/// <summary>Keeps a number of pods of one template running.</summary>
public sealed record ReplicaSet() : KubernetesObject("apps/v1", "ReplicaSet")
{
    /// <summary>What is wanted.</summary>
    public ReplicaSetSpec? Spec { get; init; }

    /// <summary>What the controller reports.</summary>
    public ReplicaSetStatus? Status { get; init; }
}

/// <summary>Specification of a <see cref="ReplicaSet"/>.</summary>
public sealed record ReplicaSetSpec
{
    /// <summary>Number of pods.</summary>
    public int? Replicas { get; init; }

    /// <summary>Selects the pods.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>The pod template.</summary>
    public JsonObject? Template { get; init; }

    /// <summary>Seconds for which a pod must be ready before it counts.</summary>
    public int? MinReadySeconds { get; init; }
}

/// <summary>Status of a <see cref="ReplicaSet"/>.</summary>
public sealed record ReplicaSetStatus
{
    /// <summary>Generation that the numbers speak of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Pods in all.</summary>
    public int? Replicas { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int? ReadyReplicas { get; init; }

    /// <summary>Pods that are ready for long enough.</summary>
    public int? AvailableReplicas { get; init; }

    /// <summary>Pods that have all labels of the template.</summary>
    public int? FullyLabeledReplicas { get; init; }

    /// <summary>Conditions: <c>ReplicaFailure</c>.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}

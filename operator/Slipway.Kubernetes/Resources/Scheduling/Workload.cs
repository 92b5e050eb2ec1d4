namespace Slipway.Kubernetes.Resources;

/// <summary>What Kueue keeps of a job in a queue: the part that tells how it stands, which v1beta1 and v1beta2 write alike.</summary>
public sealed record Workload() : KubernetesObject("kueue.x-k8s.io/v1beta2", "Workload")
{
    /// <summary>What is wanted.</summary>
    public WorkloadSpec? Spec { get; init; }

    /// <summary>What Kueue reports.</summary>
    public WorkloadStatus? Status { get; init; }
}

/// <summary>Specification of a <see cref="Workload"/>.</summary>
public sealed record WorkloadSpec
{
    /// <summary>The LocalQueue.</summary>
    public string? QueueName { get; init; }

    /// <summary>False if it must not be admitted.</summary>
    public bool? Active { get; init; }
}

/// <summary>Status of a <see cref="Workload"/>.</summary>
public sealed record WorkloadStatus
{
    /// <summary>Conditions: <c>QuotaReserved</c>, <c>Admitted</c>, <c>Evicted</c>, <c>PodsReady</c>, <c>Finished</c>, ...</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}

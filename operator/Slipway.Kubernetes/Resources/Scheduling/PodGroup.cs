using System.Text.Json.Nodes;

namespace Slipway.Kubernetes.Resources;

/// <summary>Pods that Volcano starts all or not at all.</summary>
public sealed record PodGroup() : KubernetesObject("scheduling.volcano.sh/v1beta1", "PodGroup")
{
    /// <summary>What is wanted.</summary>
    public PodGroupSpec? Spec { get; init; }

    /// <summary>What Volcano reports.</summary>
    public PodGroupStatus? Status { get; init; }
}

/// <summary>Specification of a <see cref="PodGroup"/>.</summary>
public sealed record PodGroupSpec
{
    /// <summary>Fewest pods that may start.</summary>
    public int? MinMember { get; init; }

    /// <summary>What these need together, as quantities by resource name.</summary>
    public IReadOnlyDictionary<string, string>? MinResources { get; init; }

    /// <summary>Volcano's queue.</summary>
    public string? Queue { get; init; }

    /// <summary>Priority class of the group.</summary>
    public string? PriorityClassName { get; init; }

    /// <summary>Distance in the network, as the API defines it.</summary>
    public JsonObject? NetworkTopology { get; init; }
}

/// <summary>Status of a <see cref="PodGroup"/>.</summary>
public sealed record PodGroupStatus
{
    /// <summary><c>Pending</c>, <c>Inqueue</c>, <c>Running</c>, <c>Unknown</c> or <c>Completed</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>Conditions: <c>Unschedulable</c>, <c>Scheduled</c>.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}

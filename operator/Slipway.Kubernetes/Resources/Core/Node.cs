namespace Slipway.Kubernetes.Resources;

/// <summary>A machine of the cluster.</summary>
public sealed record Node() : KubernetesObject("v1", "Node")
{
    /// <summary>What is wanted.</summary>
    public NodeSpec? Spec { get; init; }

    /// <summary>What the kubelet reports.</summary>
    public NodeStatus? Status { get; init; }
}

/// <summary>Specification of a <see cref="Node"/>.</summary>
public sealed record NodeSpec
{
    /// <summary>True if no new pods go there.</summary>
    public bool? Unschedulable { get; init; }

    /// <summary>Taints.</summary>
    public IReadOnlyList<Taint>? Taints { get; init; }
}

/// <summary>Keeps pods off that do not tolerate it.</summary>
public sealed record Taint
{
    /// <summary>Key.</summary>
    public required string Key { get; init; }

    /// <summary>Value.</summary>
    public string? Value { get; init; }

    /// <summary><c>NoSchedule</c>, <c>PreferNoSchedule</c> or <c>NoExecute</c>.</summary>
    public required string Effect { get; init; }
}

/// <summary>Status of a <see cref="Node"/>.</summary>
public sealed record NodeStatus
{
    /// <summary>Quantities of the whole machine by resource name.</summary>
    public IReadOnlyDictionary<string, string>? Capacity { get; init; }

    /// <summary>Quantities that pods may use.</summary>
    public IReadOnlyDictionary<string, string>? Allocatable { get; init; }

    /// <summary>Conditions, <c>Ready</c> among them.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <summary>Addresses.</summary>
    public IReadOnlyList<NodeAddress>? Addresses { get; init; }
}

/// <summary>An address of a <see cref="Node"/>.</summary>
public sealed record NodeAddress
{
    /// <summary><c>InternalIP</c>, <c>Hostname</c>, ...</summary>
    public required string Type { get; init; }

    /// <summary>The address.</summary>
    public required string Address { get; init; }
}

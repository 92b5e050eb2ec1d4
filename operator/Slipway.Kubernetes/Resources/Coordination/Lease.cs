using System.Text.Json.Serialization;

namespace Slipway.Kubernetes.Resources;

/// <summary>Says who leads.</summary>
public sealed record Lease() : KubernetesObject("coordination.k8s.io/v1", "Lease")
{
    /// <summary>The record.</summary>
    public LeaseSpec? Spec { get; init; }
}

/// <summary>The record of a <see cref="Lease"/>.</summary>
public sealed record LeaseSpec
{
    /// <summary>Identity of the leader.</summary>
    public string? HolderIdentity { get; init; }

    /// <summary>Seconds that others wait since they last saw the record change.</summary>
    public int? LeaseDurationSeconds { get; init; }

    /// <summary>When the leader took over, by its clock.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    /// <summary>When the leader last renewed, by its clock.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>How often the leader changed; grows with every change and so tells terms apart.</summary>
    public int? LeaseTransitions { get; init; }
}

namespace Slipway.Kubernetes.Resources;

/// <summary>Addresses behind a service.</summary>
public sealed record EndpointSlice() : KubernetesObject("discovery.k8s.io/v1", "EndpointSlice")
{
    /// <summary><c>IPv4</c>, <c>IPv6</c> or <c>FQDN</c>.</summary>
    public string? AddressType { get; init; }

    /// <summary>The addresses.</summary>
    public IReadOnlyList<SliceEndpoint>? Endpoints { get; init; }

    /// <summary>Ports that they all have.</summary>
    public IReadOnlyList<EndpointPort>? Ports { get; init; }
}

/// <summary>One endpoint of an <see cref="EndpointSlice"/>.</summary>
public sealed record SliceEndpoint
{
    /// <summary>Addresses.</summary>
    public IReadOnlyList<string>? Addresses { get; init; }

    /// <summary>Whether it takes requests.</summary>
    public EndpointConditions? Conditions { get; init; }

    /// <summary>Node.</summary>
    public string? NodeName { get; init; }

    /// <summary>The pod.</summary>
    public ObjectReference? TargetRef { get; init; }
}

/// <summary>State of a <see cref="SliceEndpoint"/>.</summary>
public sealed record EndpointConditions
{
    /// <summary>True if it takes new requests.</summary>
    public bool? Ready { get; init; }

    /// <summary>True if it answers, even while it ends.</summary>
    public bool? Serving { get; init; }

    /// <summary>True while it ends.</summary>
    public bool? Terminating { get; init; }
}

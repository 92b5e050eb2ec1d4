namespace Slipway.Kubernetes.Resources;

/// <summary>Addresses behind a service, in the older form.</summary>
public sealed record Endpoints() : KubernetesObject("v1", "Endpoints")
{
    /// <summary>Groups of addresses and ports.</summary>
    public IReadOnlyList<EndpointSubset>? Subsets { get; init; }
}

/// <summary>Addresses that all have the same ports.</summary>
public sealed record EndpointSubset
{
    /// <summary>Those that are ready.</summary>
    public IReadOnlyList<EndpointAddress>? Addresses { get; init; }

    /// <summary>Those that are not.</summary>
    public IReadOnlyList<EndpointAddress>? NotReadyAddresses { get; init; }

    /// <summary>Ports.</summary>
    public IReadOnlyList<EndpointPort>? Ports { get; init; }
}

/// <summary>One address.</summary>
public sealed record EndpointAddress
{
    /// <summary>Address.</summary>
    public required string Ip { get; init; }

    /// <summary>Node.</summary>
    public string? NodeName { get; init; }

    /// <summary>The pod.</summary>
    public ObjectReference? TargetRef { get; init; }
}

/// <summary>One port.</summary>
public sealed record EndpointPort
{
    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Number.</summary>
    public int? Port { get; init; }

    /// <summary>Protocol.</summary>
    public string? Protocol { get; init; }

    /// <summary>Protocol of the application.</summary>
    public string? AppProtocol { get; init; }
}

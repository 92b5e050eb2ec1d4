namespace Slipway.Kubernetes.Resources;

/// <summary>A stable name and address for a set of pods.</summary>
public sealed record Service() : KubernetesObject("v1", "Service")
{
    /// <summary>What is wanted.</summary>
    public ServiceSpec? Spec { get; init; }
}

/// <summary>Specification of a <see cref="Service"/>.</summary>
public sealed record ServiceSpec
{
    /// <summary><c>ClusterIP</c> (default), <c>NodePort</c>, <c>LoadBalancer</c> or <c>ExternalName</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Labels of the pods behind the service.</summary>
    public IReadOnlyDictionary<string, string>? Selector { get; init; }

    /// <summary>Ports.</summary>
    public IReadOnlyList<ServicePort>? Ports { get; init; }

    /// <summary>Address within the cluster; <c>None</c> for a headless service. Default: the server assigns one.</summary>
    public string? ClusterIP { get; init; }

    /// <summary>True if pods get names before they are ready.</summary>
    public bool? PublishNotReadyAddresses { get; init; }
}

/// <summary>A port of a <see cref="Service"/>.</summary>
public sealed record ServicePort
{
    /// <summary>Name, needed when there are several.</summary>
    public string? Name { get; init; }

    /// <summary>Port of the service.</summary>
    public required int Port { get; init; }

    /// <summary>Port of the pods, by number or name. Default: the same number.</summary>
    public IntOrString? TargetPort { get; init; }

    /// <summary><c>TCP</c> (default), <c>UDP</c> or <c>SCTP</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary>Protocol of the application: <c>http</c>, <c>kubernetes.io/h2c</c>, ...</summary>
    public string? AppProtocol { get; init; }
}

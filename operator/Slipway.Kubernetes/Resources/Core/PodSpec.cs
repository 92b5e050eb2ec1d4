using System.Text.Json.Nodes;

namespace Slipway.Kubernetes.Resources;

/// <summary>Metadata and specification of pods that a controller makes.</summary>
public sealed record PodTemplateSpec
{
    /// <summary>Labels and annotations of the pods.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>Specification of the pods.</summary>
    public PodSpec? Spec { get; init; }
}

/// <summary>Specification of a pod: the part that operators write. A template that users may fill with anything is a <see cref="JsonObject"/>.</summary>
public sealed record PodSpec
{
    /// <summary>Containers.</summary>
    public IReadOnlyList<Container>? Containers { get; init; }

    /// <summary>Containers that run to their end, one after the other, before the others start.</summary>
    public IReadOnlyList<Container>? InitContainers { get; init; }

    /// <summary>Volumes that containers mount.</summary>
    public IReadOnlyList<Volume>? Volumes { get; init; }

    /// <summary><c>Always</c> (default), <c>OnFailure</c> or <c>Never</c>.</summary>
    public string? RestartPolicy { get; init; }

    /// <summary>Identity of the pods. Default: <c>default</c>.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>False if the pods get no token.</summary>
    public bool? AutomountServiceAccountToken { get; init; }

    /// <summary>Labels that a node must have.</summary>
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>The node that runs it, once chosen.</summary>
    public string? NodeName { get; init; }

    /// <summary>Taints that the pod bears.</summary>
    public IReadOnlyList<Toleration>? Tolerations { get; init; }

    /// <summary>Further placement rules, as the API defines them.</summary>
    public JsonObject? Affinity { get; init; }

    /// <summary>Rules that spread pods, as the API defines them.</summary>
    public JsonArray? TopologySpreadConstraints { get; init; }

    /// <summary>User, groups and such of all containers, as the API defines them.</summary>
    public JsonObject? SecurityContext { get; init; }

    /// <summary>Secrets by which images are pulled.</summary>
    public IReadOnlyList<LocalObjectReference>? ImagePullSecrets { get; init; }

    /// <summary>Seconds between the signal to end and the kill. Default 30.</summary>
    public long? TerminationGracePeriodSeconds { get; init; }

    /// <summary>Seconds that the pod may run.</summary>
    public long? ActiveDeadlineSeconds { get; init; }

    /// <summary>Name of the priority class.</summary>
    public string? PriorityClassName { get; init; }

    /// <summary>Host name; Jobs set it on indexed pods.</summary>
    public string? Hostname { get; init; }

    /// <summary>The headless service that gives the pod its name.</summary>
    public string? Subdomain { get; init; }

    /// <summary>The scheduler that places the pod.</summary>
    public string? SchedulerName { get; init; }

    /// <summary>The runtime that runs the containers.</summary>
    public string? RuntimeClassName { get; init; }
}

/// <summary>Bears a taint.</summary>
public sealed record Toleration
{
    /// <summary>Key of the taint; not set: all.</summary>
    public string? Key { get; init; }

    /// <summary><c>Equal</c> (default) or <c>Exists</c>.</summary>
    public string? Operator { get; init; }

    /// <summary>Value of the taint.</summary>
    public string? Value { get; init; }

    /// <summary>Effect of the taint; not set: all.</summary>
    public string? Effect { get; init; }

    /// <summary>Seconds for which <c>NoExecute</c> is borne.</summary>
    public long? TolerationSeconds { get; init; }
}

using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Slipway.Kubernetes.Resources;

/// <summary>A container of a pod.</summary>
public sealed record Container
{
    /// <summary>Name, unique within the pod.</summary>
    public required string Name { get; init; }

    /// <summary>Image.</summary>
    public string? Image { get; init; }

    /// <summary><c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>.</summary>
    public string? ImagePullPolicy { get; init; }

    /// <summary>Entry point; not set: the image's.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Arguments; not set: the image's.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Folder in which it starts.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyList<EnvVar>? Env { get; init; }

    /// <summary>Whole maps and secrets as environment, as the API defines them.</summary>
    public JsonArray? EnvFrom { get; init; }

    /// <summary>Ports.</summary>
    public IReadOnlyList<ContainerPort>? Ports { get; init; }

    /// <summary>Requests and limits.</summary>
    public ResourceRequirements? Resources { get; init; }

    /// <summary>Where volumes are mounted.</summary>
    public IReadOnlyList<VolumeMount>? VolumeMounts { get; init; }

    /// <summary>Restarts the container when it fails.</summary>
    public Probe? LivenessProbe { get; init; }

    /// <summary>Takes the pod out of services when it fails.</summary>
    public Probe? ReadinessProbe { get; init; }

    /// <summary>Holds the other probes back until it succeeds.</summary>
    public Probe? StartupProbe { get; init; }

    /// <summary>Hooks, as the API defines them.</summary>
    public JsonObject? Lifecycle { get; init; }

    /// <summary>User, capabilities and such, as the API defines them.</summary>
    public JsonObject? SecurityContext { get; init; }

    /// <summary>File of the termination message. Default <c>/dev/termination-log</c>.</summary>
    public string? TerminationMessagePath { get; init; }

    /// <summary><c>File</c> (default) or <c>FallbackToLogsOnError</c>.</summary>
    public string? TerminationMessagePolicy { get; init; }
}

/// <summary>An environment variable.</summary>
public sealed record EnvVar
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Value.</summary>
    public string? Value { get; init; }

    /// <summary>Where the value comes from, as the API defines it.</summary>
    public JsonObject? ValueFrom { get; init; }
}

/// <summary>A port that a container listens on.</summary>
public sealed record ContainerPort
{
    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Number.</summary>
    [JsonPropertyName("containerPort")]
    public required int Number { get; init; }

    /// <summary><c>TCP</c> (default), <c>UDP</c> or <c>SCTP</c>.</summary>
    public string? Protocol { get; init; }
}

/// <summary>What a container is promised and what it may use, as quantities by resource name.</summary>
public sealed record ResourceRequirements
{
    /// <summary>What it is promised.</summary>
    [JsonConverter(typeof(QuantitiesConverter))]
    public IReadOnlyDictionary<string, string>? Requests { get; init; }

    /// <summary>What it may use at most.</summary>
    [JsonConverter(typeof(QuantitiesConverter))]
    public IReadOnlyDictionary<string, string>? Limits { get; init; }
}

/// <summary>A volume in a container's file tree.</summary>
public sealed record VolumeMount
{
    /// <summary>Name of the volume.</summary>
    public required string Name { get; init; }

    /// <summary>Path in the container.</summary>
    public required string MountPath { get; init; }

    /// <summary>Path within the volume.</summary>
    public string? SubPath { get; init; }

    /// <summary>True if it cannot be written.</summary>
    public bool? ReadOnly { get; init; }
}

/// <summary>A check of a container.</summary>
public sealed record Probe
{
    /// <summary>GET that must answer 200 to 399.</summary>
    public HttpGetAction? HttpGet { get; init; }

    /// <summary>Port that must accept a connection, as the API defines it.</summary>
    public JsonObject? TcpSocket { get; init; }

    /// <summary>Command that must end with 0, as the API defines it.</summary>
    public JsonObject? Exec { get; init; }

    /// <summary>Seconds before the first check. Default 0.</summary>
    public int? InitialDelaySeconds { get; init; }

    /// <summary>Seconds between checks. Default 10.</summary>
    public int? PeriodSeconds { get; init; }

    /// <summary>Seconds that a check may take. Default 1.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Successes in a row that count. Default 1.</summary>
    public int? SuccessThreshold { get; init; }

    /// <summary>Failures in a row that count. Default 3.</summary>
    public int? FailureThreshold { get; init; }
}

/// <summary>A GET of a <see cref="Probe"/>.</summary>
public sealed record HttpGetAction
{
    /// <summary>Path.</summary>
    public string? Path { get; init; }

    /// <summary>Port by number or name.</summary>
    public required IntOrString Port { get; init; }

    /// <summary><c>HTTP</c> (default) or <c>HTTPS</c>.</summary>
    public string? Scheme { get; init; }
}

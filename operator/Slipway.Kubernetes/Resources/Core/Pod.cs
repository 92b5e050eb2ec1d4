using System.Text.Json.Serialization;

namespace Slipway.Kubernetes.Resources;

/// <summary>One or more containers that run together.</summary>
public sealed record Pod() : KubernetesObject("v1", "Pod")
{
    /// <summary>What is wanted.</summary>
    public PodSpec? Spec { get; init; }

    /// <summary>What the kubelet reports.</summary>
    public PodStatus? Status { get; init; }
}

/// <summary>Status of a <see cref="Pod"/>.</summary>
public sealed record PodStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>One word why the pod is in this phase: <c>Evicted</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>A sentence why the pod is in this phase.</summary>
    public string? Message { get; init; }

    /// <summary>Conditions: <c>PodScheduled</c>, <c>Ready</c>, ...</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <summary>State of each container.</summary>
    public IReadOnlyList<ContainerStatus>? ContainerStatuses { get; init; }

    /// <summary>State of each init container.</summary>
    public IReadOnlyList<ContainerStatus>? InitContainerStatuses { get; init; }

    /// <summary>Address of the pod.</summary>
    public string? PodIP { get; init; }

    /// <summary>Address of the node.</summary>
    public string? HostIP { get; init; }

    /// <summary>When the kubelet took the pod.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? StartTime { get; init; }
}

/// <summary>State of one container.</summary>
public sealed record ContainerStatus
{
    /// <summary>Name of the container.</summary>
    public required string Name { get; init; }

    /// <summary>True once it passes its readiness probe.</summary>
    public bool? Ready { get; init; }

    /// <summary>How often it was restarted.</summary>
    public int? RestartCount { get; init; }

    /// <summary>The image as named.</summary>
    public string? Image { get; init; }

    /// <summary>The image with its digest.</summary>
    public string? ImageID { get; init; }

    /// <summary>State now.</summary>
    public ContainerState? State { get; init; }

    /// <summary>State before the last restart.</summary>
    public ContainerState? LastState { get; init; }
}

/// <summary>One of three states.</summary>
public sealed record ContainerState
{
    /// <summary>Set while it has not started.</summary>
    public ContainerStateWaiting? Waiting { get; init; }

    /// <summary>Set while it runs.</summary>
    public ContainerStateRunning? Running { get; init; }

    /// <summary>Set once it has ended.</summary>
    public ContainerStateTerminated? Terminated { get; init; }
}

/// <summary>A container that has not started.</summary>
public sealed record ContainerStateWaiting
{
    /// <summary>One word why: <c>ImagePullBackOff</c>, <c>CrashLoopBackOff</c>, <c>CreateContainerConfigError</c>, ...</summary>
    public string? Reason { get; init; }

    /// <summary>A sentence why.</summary>
    public string? Message { get; init; }
}

/// <summary>A container that runs.</summary>
public sealed record ContainerStateRunning
{
    /// <summary>Since when.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? StartedAt { get; init; }
}

/// <summary>A container that has ended.</summary>
public sealed record ContainerStateTerminated
{
    /// <summary>Exit code; 128 + the signal when a signal ended it.</summary>
    public int ExitCode { get; init; }

    /// <summary>The signal that ended it.</summary>
    public int? Signal { get; init; }

    /// <summary>One word why: <c>Completed</c>, <c>Error</c>, <c>OOMKilled</c>, ...</summary>
    public string? Reason { get; init; }

    /// <summary>The termination message, at most 4096 bytes.</summary>
    public string? Message { get; init; }

    /// <summary>When it started.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? FinishedAt { get; init; }
}

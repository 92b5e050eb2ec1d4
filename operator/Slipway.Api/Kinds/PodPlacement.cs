using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;

namespace Slipway.Api;

/// <summary>What a pod needs and where it may run; every field reaches the pod as it is.</summary>
public record PodPlacement
{
    /// <summary>CPU and memory, as in any container.</summary>
    public ResourceRequirements? Resources { get; init; }

    /// <summary>GPUs of the pod.</summary>
    public GpuRequest? Gpu { get; init; }

    /// <summary>Labels that the node must have.</summary>
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Taints that the pod tolerates.</summary>
    public IReadOnlyList<Toleration>? Tolerations { get; init; }

    /// <summary>Priority class of the pod.</summary>
    public string? PriorityClassName { get; init; }

    /// <summary>Runtime class of the pod.</summary>
    public string? RuntimeClassName { get; init; }

    /// <summary>Volumes of the pod as Kubernetes writes them, such as the claim that holds the files of a <c>file://</c> URI.</summary>
    [FreeForm]
    public IReadOnlyList<JsonObject>? Volumes { get; init; }

    /// <summary>Where the container finds the volumes.</summary>
    public IReadOnlyList<VolumeMount>? VolumeMounts { get; init; }
}

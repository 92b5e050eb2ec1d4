using System.ComponentModel.DataAnnotations;
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

/// <summary>GPUs of one pod.</summary>
public sealed record GpuRequest
{
    /// <summary>Number of devices.</summary>
    [Range(1, 64)]
    public int Count { get; set; } = 1;

    /// <summary>Extended resource that the device plugin offers, such as <c>nvidia.com/gpu</c> or <c>nvidia.com/mig-1g.5gb</c>.</summary>
    public string ResourceName { get; set; } = "nvidia.com/gpu";

    /// <summary>Product by the label <c>nvidia.com/gpu.product</c> of GPU feature discovery. Absent: any.</summary>
    public string? Product { get; init; }
}

using System.ComponentModel.DataAnnotations;

namespace Slipway.Api;

/// <summary>GPUs of one pod.</summary>
public sealed record GpuRequest
{
    /// <summary>Number of devices. Of a shared GPU one: two shares are not twice the compute.</summary>
    [Range(1, 64)]
    public int Count { get; set; } = 1;

    /// <summary>Extended resource that the device plugin offers, such as <c>nvidia.com/gpu</c>, <c>nvidia.com/mig-1g.5gb</c> or <c>nvidia.com/gpu.shared</c>.</summary>
    public string ResourceName { get; set; } = "nvidia.com/gpu";

    /// <summary>
    /// Product by the label <c>nvidia.com/gpu.product</c> of GPU feature discovery, letter by letter; shared GPUs that keep the resource's name have the suffix
    /// <c>-SHARED</c>, nodes with one MIG profile alone <c>-MIG-1g.5gb</c>. Absent: any.
    /// </summary>
    [StringLength(63, MinimumLength = 1)]
    public string? Product { get; init; }

    /// <summary>
    /// Least memory of each device as a quantity, such as <c>40000Mi</c>, by the label <c>nvidia.com/gpu.memory</c> (MiB) of GPU feature discovery, of a MIG
    /// resource by the label of its profile. A "40 GB" device has a little less than 40Gi. Absent: any.
    /// </summary>
    public string? Memory { get; init; }
}

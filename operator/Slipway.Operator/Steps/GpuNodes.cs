using System.Globalization;
using Slipway.Api;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps;

/// <summary>Nodes with the GPUs that are asked for, by the labels of NVIDIA's GPU feature discovery. The product is a node selector.</summary>
internal static class GpuNodes
{
    private const string WholeGpu = "nvidia.com/gpu";
    private const string SharingStrategy = "nvidia.com/gpu.sharing-strategy";

    /// <summary>Requirements besides the product.</summary>
    public static IEnumerable<NodeRequirement> Of(GpuRequest? gpu)
    {
        if (gpu is null) yield break;
        if (Mebibytes(gpu.Memory) is { } least)
            yield return new NodeRequirement(GpuResource.MemoryLabel(gpu.ResourceName), "Gt", [(least - 1).ToString(CultureInfo.InvariantCulture)]);
        // Device plugins that keep the resource's name give out shares under it; several of them may be of one device.
        if (gpu is { Count: > 1, ResourceName: WholeGpu }) yield return new NodeRequirement(SharingStrategy, "NotIn", ["mps", "time-slicing"]);
    }

    /// <summary>Keys of the taints by which clusters keep other pods from such nodes.</summary>
    public static IEnumerable<string> Taints(GpuRequest gpu) =>
        GpuResource.IsNvidia(gpu.ResourceName) ? new[] { WholeGpu, gpu.ResourceName }.Distinct() : [gpu.ResourceName];

    private static long? Mebibytes(string? memory) => Quantity.Parse(memory) is { } bytes ? (long)Math.Ceiling(bytes / (1024 * 1024)) : null;
}

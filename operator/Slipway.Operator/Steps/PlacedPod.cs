using System.Globalization;
using Slipway.Api;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps;

/// <summary>What a placement means in the terms of a pod, alike for steps and for servers.</summary>
internal static class PlacedPod
{
    /// <summary>Resources with the GPU among the limits.</summary>
    public static ResourceRequirements? Resources(PodPlacement? placement)
    {
        if (placement?.Gpu is not { } gpu) return placement?.Resources;
        var limits = new Dictionary<string, string>(placement.Resources?.Limits ?? new Dictionary<string, string>())
        {
            [gpu.ResourceName] = gpu.Count.ToString(CultureInfo.InvariantCulture),
        };
        return (placement.Resources ?? new ResourceRequirements()) with { Limits = limits };
    }

    /// <summary>Labels of the node, the GPU's product among them.</summary>
    public static IReadOnlyDictionary<string, string>? NodeSelector(PodPlacement? placement) =>
        placement?.Gpu?.Product is not { } product
            ? placement?.NodeSelector
            : new Dictionary<string, string>(placement.NodeSelector ?? new Dictionary<string, string>()) { ["nvidia.com/gpu.product"] = product };

    /// <summary>Taints that do not keep the pod away; nodes with GPUs are often tainted by their resource.</summary>
    public static IReadOnlyList<Toleration>? Tolerations(PodPlacement? placement) =>
        placement?.Gpu is not { } gpu
            ? placement?.Tolerations
            : [.. placement.Tolerations ?? [], new Toleration { Key = gpu.ResourceName, Operator = "Exists", Effect = "NoSchedule" }];
}

using System.Globalization;
using System.Text.Json.Nodes;
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

    /// <summary>Where the pod must run: in the jurisdictions of its data, on nodes with such GPUs.</summary>
    public static JsonObject? Affinity(PodPlacement? placement, IReadOnlyList<string>? jurisdictions = null)
    {
        var where = (jurisdictions is null ? [] : new[] { new NodeRequirement(Jurisdictions.NodeLabel, "In", jurisdictions) }).Concat(GpuNodes.Of(placement?.Gpu)).ToList();
        return where.Count == 0 ? null : NodeRequirement.Affinity(where);
    }

    /// <summary>Taints that do not keep the pod away; nodes with GPUs are often tainted by their resource.</summary>
    public static IReadOnlyList<Toleration>? Tolerations(PodPlacement? placement) =>
        placement?.Gpu is not { } gpu
            ? placement?.Tolerations
            : [.. placement.Tolerations ?? [], .. GpuNodes.Taints(gpu).Select(key => new Toleration { Key = key, Operator = "Exists", Effect = "NoSchedule" })];
}

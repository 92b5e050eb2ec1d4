using Slipway.Api.Validation;
using Slipway.Kubernetes.Resources;

namespace Slipway.Api;

/// <summary>What a schema cannot say about a placement.</summary>
internal static class PlacementValidation
{
    /// <summary>Adds what is wrong with the placement.</summary>
    /// <param name="placement">The placement, if there is one.</param>
    /// <param name="at">The field that holds it, such as <c>spec.placement</c>.</param>
    /// <param name="errors">Where findings go.</param>
    public static void Check(PodPlacement? placement, string at, FieldErrors errors)
    {
        foreach (var (list, amounts) in new[] { ("requests", placement?.Resources?.Requests), ("limits", placement?.Resources?.Limits) })
        {
            foreach (var (name, amount) in amounts ?? new Dictionary<string, string>())
                errors.AddIf(Quantity.Parse(amount) is null or < 0, $"{at}.resources.{list}.{name}", amount, "is no amount of a resource; write one such as 500m, 2 or 4Gi");
        }

        if (placement?.Gpu is { } gpu) Gpu(gpu, placement, $"{at}.gpu", errors);
    }

    private static void Gpu(GpuRequest gpu, PodPlacement placement, string at, FieldErrors errors)
    {
        var resource = gpu.ResourceName;
        errors.AddIf(
            resource.Split('/') is not [{ Length: > 0 }, { Length: > 0 }], $"{at}.resourceName", resource, "is no extended resource; write one such as nvidia.com/gpu");
        errors.AddIf(
            GpuResource.NamesMig(resource) && !GpuResource.IsMig(resource), $"{at}.resourceName", resource,
            "is no MIG profile; they are written nvidia.com/mig-<slices>g.<GB>gb, such as nvidia.com/mig-1g.5gb");
        errors.AddIf(
            GpuResource.IsShared(gpu) && gpu.Count > 1, $"{at}.count", gpu.Count,
            "is more than one share of shared GPUs, which is not more compute and which device plugins refuse; set count to 1, or ask for whole GPUs");
        errors.AddIf(
            !GpuResource.IsNvidia(resource) && (gpu.Product ?? gpu.Memory) is not null, $"{at}.{(gpu.Product is null ? "memory" : "product")}", gpu.Product ?? gpu.Memory,
            $"is found by labels that only nodes with NVIDIA's GPUs have; choose nodes for {resource} by nodeSelector");
        errors.AddIf(
            gpu.Memory is not null && Quantity.Parse(gpu.Memory) is null or <= 0, $"{at}.memory", gpu.Memory, "is no amount of memory; write one such as 40000Mi or 16Gi");
        foreach (var list in new[] { placement.Resources?.Limits, placement.Resources?.Requests })
            errors.AddIf(list?.ContainsKey(resource) == true, $"{at}.resourceName", resource, "is also in resources; remove it there");
        errors.AddIf(
            gpu.Product is not null && placement.NodeSelector?.GetValueOrDefault("nvidia.com/gpu.product") is { } other && other != gpu.Product, $"{at}.product", gpu.Product,
            "differs from nodeSelector's nvidia.com/gpu.product; remove one of the two");
    }
}

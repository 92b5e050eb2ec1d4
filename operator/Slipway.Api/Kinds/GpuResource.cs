using System.Text.RegularExpressions;

namespace Slipway.Api;

/// <summary>What the name of a GPU resource says.</summary>
public static partial class GpuResource
{
    /// <summary>Whether the resource is of NVIDIA's device plugin, so that GPU feature discovery labels its nodes.</summary>
    public static bool IsNvidia(string resource) => resource.StartsWith("nvidia.com/", StringComparison.Ordinal);

    /// <summary>Whether a device of the resource is a share of one that others use too: by the resource's name, or by the product's.</summary>
    public static bool IsShared(GpuRequest gpu) =>
        gpu.ResourceName.EndsWith(".shared", StringComparison.Ordinal) || gpu.Product?.EndsWith("-SHARED", StringComparison.Ordinal) == true;

    /// <summary>Whether the name is that of a MIG profile, well-formed or not.</summary>
    public static bool NamesMig(string resource) => resource.StartsWith("nvidia.com/mig-", StringComparison.Ordinal);

    /// <summary>Whether the name is that of a MIG profile as the device plugin writes it: <c>nvidia.com/mig-&lt;slices&gt;g.&lt;GB&gt;gb</c>.</summary>
    public static bool IsMig(string resource) => MigPattern().IsMatch(resource);

    /// <summary>Label with the memory of a device in MiB: a MIG profile has its own.</summary>
    public static string MemoryLabel(string resource) =>
        NamesMig(resource) ? $"{(resource.EndsWith(".shared", StringComparison.Ordinal) ? resource[..^".shared".Length] : resource)}.memory" : "nvidia.com/gpu.memory";

    [GeneratedRegex(@"^nvidia\.com/mig-([0-9]+c\.)?[0-9]+g\.[0-9]+gb(\.me)?(\.shared)?$")]
    private static partial Regex MigPattern();
}

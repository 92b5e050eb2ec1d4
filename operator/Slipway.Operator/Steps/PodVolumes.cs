using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps;

/// <summary>Puts the volumes of a placement into a pod template, as the user wrote them.</summary>
internal static class PodVolumes
{
    /// <summary>Adds the volumes to the pod and the mounts to its first container.</summary>
    public static void Add(JsonObject template, PodPlacement? placement)
    {
        var pod = template["spec"]!.AsObject();
        foreach (var volume in placement?.Volumes ?? []) List(pod, "volumes").Add(volume.DeepClone());
        var container = pod["containers"]![0]!.AsObject();
        foreach (var mount in placement?.VolumeMounts ?? [])
            List(container, "volumeMounts").Add(JsonSerializer.SerializeToNode(mount, MountJson));
    }

    private static readonly System.Text.Json.Serialization.Metadata.JsonTypeInfo<VolumeMount> MountJson =
        (System.Text.Json.Serialization.Metadata.JsonTypeInfo<VolumeMount>)KubernetesJson.Default.GetTypeInfo(typeof(VolumeMount))!;

    private static JsonArray List(JsonObject owner, string name)
    {
        if (owner[name] is not JsonArray list) owner[name] = list = [];
        return list;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Node.Pods;

/// <summary>A pod as it is stored, and the same pod in types.</summary>
internal sealed class PodView(DynamicObject stored)
{
    /// <summary>Every field.</summary>
    public JsonObject Content { get; } = stored.Content;

    /// <summary>The fields that have types.</summary>
    public Pod Pod { get; } = stored.Content.Deserialize(KubernetesJson.Default.Pod)!;

    public NamespacedName Key => Pod.Key();

    public string Uid => Pod.Metadata.Uid!;

    /// <summary>The spec of a container, whatever its role.</summary>
    public JsonObject ContainerSpec(string name) =>
        Content.ArrayAt("spec", "initContainers").Objects().Concat(Content.ArrayAt("spec", "containers").Objects())
            .First(container => container.TextAt("name") == name);
}

using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node;

/// <summary>What the node, the scheduler and the proxy follow.</summary>
internal sealed class NodeInformers(IKubernetesClient client, string nodeName, TimeProvider time)
{
    /// <summary>All pods, in types.</summary>
    public Informer<Pod> Pods { get; } = new(client, BuiltIn.Pods, new InformerOptions<Pod> { Time = time });

    /// <summary>The pods of the node, with every field.</summary>
    public Informer<DynamicObject> OwnPods { get; } = new(client, BuiltIn.Pods.AsDynamic(),
        new InformerOptions<DynamicObject> { FieldSelector = $"spec.nodeName={nodeName}", Time = time });

    public Informer<Kubernetes.Resources.Node> Nodes { get; } = new(client, BuiltIn.Nodes, new InformerOptions<Kubernetes.Resources.Node> { Time = time });

    public Informer<Service> Services { get; } = new(client, BuiltIn.Services, new InformerOptions<Service> { Time = time });

    public Informer<EndpointSlice> Slices { get; } = new(client, BuiltIn.EndpointSlices, new InformerOptions<EndpointSlice> { Time = time });

    public Informer<ConfigMap> ConfigMaps { get; } = new(client, BuiltIn.ConfigMaps, new InformerOptions<ConfigMap> { Time = time });

    public Informer<Secret> Secrets { get; } = new(client, BuiltIn.Secrets, new InformerOptions<Secret> { Time = time });

    /// <summary>The informers that no controller runs.</summary>
    public IReadOnlyList<IInformer> OfPods => [OwnPods, ConfigMaps, Secrets];
}

using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Controllers;

/// <summary>What the controllers follow. Owners of pods are kept as trees, so that no field of a template gets lost.</summary>
internal sealed class ControllerInformers(IKubernetesClient client, TimeProvider time)
{
    public Informer<Pod> Pods { get; } = Make(client, BuiltIn.Pods, time);

    public Informer<DynamicObject> Jobs { get; } = Make(client, BuiltIn.Jobs.AsDynamic(), time);

    public Informer<DynamicObject> ReplicaSets { get; } = Make(client, BuiltIn.ReplicaSets.AsDynamic(), time);

    public Informer<DynamicObject> Deployments { get; } = Make(client, BuiltIn.Deployments.AsDynamic(), time);

    public Informer<Service> Services { get; } = Make(client, BuiltIn.Services, time);

    public Informer<EndpointSlice> Slices { get; } = Make(client, BuiltIn.EndpointSlices, time);

    public Informer<Namespace> Namespaces { get; } = Make(client, BuiltIn.Namespaces, time);

    public Informer<DynamicObject> Budgets { get; } = Make(client, BuiltIn.PodDisruptionBudgets.AsDynamic(), time);

    private static Informer<T> Make<T>(IKubernetesClient client, ResourceType<T> type, TimeProvider time) where T : class, IKubernetesObject =>
        new(client, type, new InformerOptions<T> { Time = time });
}

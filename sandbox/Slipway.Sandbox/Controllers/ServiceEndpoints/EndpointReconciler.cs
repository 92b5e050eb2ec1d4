using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Controllers.Common;

namespace Slipway.Sandbox.Controllers.ServiceEndpoints;

/// <summary>Keeps Endpoints and endpoint slices of the services that have a selector; those without are left to whoever made them.</summary>
internal sealed class EndpointReconciler(
    IKubernetesClient client, ICache<Service> services, ICache<Pod> pods, ICache<EndpointSlice> slices) : IReconciler
{
    private static readonly WriteOptions Manager = new() { FieldManager = "endpoint-controller" };

    /// <summary>The services whose endpoints a pod may be one of.</summary>
    public static IEnumerable<NamespacedName> ServicesOf(Pod pod, ICache<Service> services) =>
        services.List(pod.Metadata.Namespace).Where(service => Selection.Matches(service.Spec?.Selector, pod)).Select(service => service.Key());

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (services.Get(key) is not { Spec.Selector.Count: > 0 } service || service.IsBeingDeleted()) return ReconcileResult.Done;
        var sets = EndpointSet.Of(service, pods.List(key.Namespace));
        var wanted = EndpointObjects.Slices(service, sets);
        foreach (var slice in wanted) await client.ApplyAsync(BuiltIn.EndpointSlices, slice, Manager, cancellationToken);
        await client.ApplyAsync(BuiltIn.Endpoints, EndpointObjects.Classic(service, sets), Manager, cancellationToken);
        var stale = slices.List(key.Namespace)
            .Where(slice => slice.IsControlledBy(service) && wanted.All(each => each.Metadata.Name != slice.Metadata.Name));
        foreach (var slice in stale) await client.DeleteAsync(BuiltIn.EndpointSlices, slice.Key(), DeleteOptions.Exactly(slice), cancellationToken);
        return ReconcileResult.Done;
    }
}

using System.Globalization;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Controllers.Common;

namespace Slipway.Sandbox.Controllers.ServiceEndpoints;

/// <summary>Makes the Endpoints object and the endpoint slices of a service.</summary>
internal static class EndpointObjects
{
    public const string ServiceNameLabel = "kubernetes.io/service-name";
    private const string ManagedByLabel = "endpointslice.kubernetes.io/managed-by";

    public static Endpoints Classic(Service service, IReadOnlyList<EndpointSet> sets) => new()
    {
        Metadata = Metadata(service, service.Metadata.Name!, new Dictionary<string, string>()),
        Subsets = [.. sets.Select(set => Subset(service, set))],
    };

    public static IReadOnlyList<EndpointSlice> Slices(Service service, IReadOnlyList<EndpointSet> sets)
    {
        // One slice even if there is nothing in it, as in a real cluster: it tells that the service is known.
        var present = sets.Count > 0 ? sets : [new EndpointSet([], [])];
        return [.. present.Select((set, index) => Slice(service, set, index))];
    }

    private static EndpointSubset Subset(Service service, EndpointSet set)
    {
        var ready = set.Pods.Where(pod => IsReady(service, pod)).Select(Address).ToList();
        var unready = set.Pods.Where(pod => !IsReady(service, pod) && !pod.IsBeingDeleted()).Select(Address).ToList();
        return new EndpointSubset
        {
            Addresses = ready.Count > 0 ? ready : null,
            NotReadyAddresses = unready.Count > 0 ? unready : null,
            Ports = [.. set.Ports.Select(port => port.Name == "" ? port with { Name = null } : port)],
        };
    }

    private static EndpointSlice Slice(Service service, EndpointSet set, int index) => new()
    {
        Metadata = Metadata(service, $"{service.Metadata.Name}-{index.ToString(CultureInfo.InvariantCulture)}", new Dictionary<string, string>
        {
            [ServiceNameLabel] = service.Metadata.Name!,
            [ManagedByLabel] = "endpointslice-controller.k8s.io",
        }),
        AddressType = "IPv4",
        Ports = set.Ports,
        Endpoints =
        [
            .. set.Pods.Select(pod => new SliceEndpoint
            {
                Addresses = [pod.Status!.PodIP!],
                Conditions = new EndpointConditions
                {
                    Ready = IsReady(service, pod),
                    Serving = service.Spec?.PublishNotReadyAddresses == true || pod.IsReady(),
                    Terminating = pod.IsBeingDeleted(),
                },
                NodeName = pod.Spec?.NodeName,
                TargetRef = Reference(pod),
            }),
        ],
    };

    private static bool IsReady(Service service, Pod pod) =>
        service.Spec?.PublishNotReadyAddresses == true || (pod.IsReady() && !pod.IsBeingDeleted());

    private static EndpointAddress Address(Pod pod) => new() { Ip = pod.Status!.PodIP!, NodeName = pod.Spec?.NodeName, TargetRef = Reference(pod) };

    private static ObjectReference Reference(Pod pod) => new()
    {
        Kind = "Pod", Namespace = pod.Metadata.Namespace, Name = pod.Metadata.Name, Uid = pod.Metadata.Uid,
    };

    private static ObjectMeta Metadata(Service service, string name, Dictionary<string, string> labels)
    {
        foreach (var (key, value) in service.Metadata.Labels ?? new Dictionary<string, string>()) labels.TryAdd(key, value);
        return new ObjectMeta
        {
            Name = name,
            Namespace = service.Metadata.Namespace,
            Labels = labels,
            OwnerReferences =
            [
                new OwnerReference
                {
                    ApiVersion = "v1", Kind = "Service", Name = service.Metadata.Name!, Uid = service.Metadata.Uid!, Controller = true, BlockOwnerDeletion = true,
                },
            ],
        };
    }
}

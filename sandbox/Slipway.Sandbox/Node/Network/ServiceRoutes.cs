using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Network;

/// <summary>Finds out where the ports of a service lead.</summary>
internal static class ServiceRoutes
{
    public const string ServiceNameLabel = "kubernetes.io/service-name";

    /// <summary>Ready backends of each TCP port of the service.</summary>
    public static IReadOnlyDictionary<int, IReadOnlyList<Backend>> Of(Service service, IEnumerable<EndpointSlice> slices)
    {
        var routes = new Dictionary<int, IReadOnlyList<Backend>>();
        var all = slices.ToList();
        foreach (var port in service.Spec?.Ports ?? [])
        {
            if (port.Protocol is null or "TCP") routes[port.Port] = [.. all.SelectMany(slice => BackendsOf(slice, port.Name ?? ""))];
        }

        return routes;
    }

    private static IEnumerable<Backend> BackendsOf(EndpointSlice slice, string portName)
    {
        var target = slice.Ports?.FirstOrDefault(port => (port.Name ?? "") == portName)?.Port;
        if (target is not { } number) return [];
        var ready = (slice.Endpoints ?? []).Where(endpoint => endpoint.Conditions?.Ready != false).ToList();
        // As in kube-proxy: when all are ending, those that still serve are better than nothing.
        if (ready.Count == 0) ready = [.. (slice.Endpoints ?? []).Where(endpoint => endpoint.Conditions is { Terminating: true, Serving: true })];
        return ready.SelectMany(endpoint => endpoint.Addresses ?? []).Select(address => new Backend(address, number));
    }
}

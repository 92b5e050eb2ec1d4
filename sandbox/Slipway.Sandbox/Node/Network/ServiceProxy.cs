using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Node.Events;

namespace Slipway.Sandbox.Node.Network;

/// <summary>Keeps a proxy on each port of each service that has an address.</summary>
internal sealed class ServiceProxy(ICache<Service> services, ICache<EndpointSlice> slices, IEventSink events, ILogger<ServiceProxy> logger)
    : IReconciler, IDisposable
{
    private static readonly TimeSpan PortRetry = TimeSpan.FromSeconds(5);
    private readonly Dictionary<NamespacedName, Dictionary<(string Address, int Port), PortProxy>> proxies = [];

    public Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var service = services.Get(key);
        var address = service?.Spec is { Type: not "ExternalName", ClusterIP: not (null or "" or "None") and var ip } ? ip : null;
        var routes = address is null ? new Dictionary<int, IReadOnlyList<Backend>>() : ServiceRoutes.Of(service!, SlicesOf(key));
        if (!proxies.TryGetValue(key, out var own)) proxies[key] = own = [];
        foreach (var stale in own.Keys.Where(each => each.Address != address || !routes.ContainsKey(each.Port)).ToList())
        {
            own.Remove(stale, out var proxy);
            proxy!.Dispose();
        }

        var failed = routes.Where(route => !Route(service!, own, address!, route.Key, route.Value)).ToList();
        if (own.Count == 0) proxies.Remove(key);
        return Task.FromResult(failed.Count == 0 ? ReconcileResult.Done : ReconcileResult.RequeueAfter(PortRetry));
    }

    public void Dispose()
    {
        foreach (var proxy in proxies.Values.SelectMany(own => own.Values)) proxy.Dispose();
        proxies.Clear();
    }

    private bool Route(Service service, Dictionary<(string, int), PortProxy> own, string address, int port, IReadOnlyList<Backend> backends)
    {
        try
        {
            if (!own.TryGetValue((address, port), out var proxy)) own[(address, port)] = proxy = new PortProxy(IPAddress.Parse(address), port, logger);
            proxy.Route(backends);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or FormatException)
        {
            events.Record(service, warning: true, "FailedToListen",
                $"the sandbox cannot listen on {address}:{port}: {failure.Message}; addresses of services must be loopback addresses (127.x.y.z), "
                + "ports below 1024 need the right to use them, and another sandbox may have taken this one");
            return false;
        }
    }

    private IEnumerable<EndpointSlice> SlicesOf(NamespacedName service) =>
        slices.List(service.Namespace).Where(slice => slice.Label(ServiceRoutes.ServiceNameLabel) == service.Name);
}

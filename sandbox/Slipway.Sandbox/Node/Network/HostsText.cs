using System.Text;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Network;

/// <summary>Writes the names of services and of pods with a hostname as lines of a hosts file.</summary>
internal static class HostsText
{
    private const string Domain = "svc.cluster.local";

    /// <param name="namespace">Namespace of the reader, whose own services have short names as well.</param>
    /// <param name="services">All services.</param>
    /// <param name="slices">All endpoint slices.</param>
    /// <param name="pods">All pods.</param>
    public static string Write(
        string @namespace, IEnumerable<Service> services, IReadOnlyList<EndpointSlice> slices, IReadOnlyList<Pod> pods)
    {
        var text = new StringBuilder("127.0.0.1\tlocalhost\n::1\tlocalhost\n");
        // Oldest first: lines that were there stay where they were, so that a reader in the middle of a write sees them whole.
        foreach (var service in services.OrderBy(service => service.Metadata.CreationTimestamp).ThenBy(service => service.Key().ToString(), StringComparer.Ordinal))
        {
            if (service.Spec?.Type == "ExternalName") continue;
            if (service.Spec?.ClusterIP is { Length: > 0 } address and not "None") Line(text, address, "", service, @namespace);
            else if (service.Spec?.ClusterIP == "None") Headless(text, service, slices, pods, @namespace);
        }

        return text.ToString();
    }

    private static void Headless(StringBuilder text, Service service, IReadOnlyList<EndpointSlice> slices, IReadOnlyList<Pod> pods, string @namespace)
    {
        var endpoints = slices
            .Where(slice => slice.Metadata.Namespace == service.Metadata.Namespace && slice.Label(ServiceRoutes.ServiceNameLabel) == service.Metadata.Name)
            .SelectMany(slice => slice.Endpoints ?? []).ToList();
        foreach (var address in endpoints.Where(endpoint => endpoint.Conditions?.Ready != false).SelectMany(endpoint => endpoint.Addresses ?? []))
            Line(text, address, "", service, @namespace);

        var members = pods.Where(pod => pod.Metadata.Namespace == service.Metadata.Namespace
            && pod.Spec?.Subdomain == service.Metadata.Name && !string.IsNullOrEmpty(pod.Spec?.Hostname) && !string.IsNullOrEmpty(pod.Status?.PodIP));
        foreach (var pod in members) Line(text, pod.Status!.PodIP!, pod.Spec!.Hostname + ".", service, @namespace);
    }

    private static void Line(StringBuilder text, string address, string prefix, Service service, string @namespace)
    {
        var name = prefix + service.Metadata.Name;
        var own = service.Metadata.Namespace;
        text.Append(address).Append('\t').Append(name).Append('.').Append(own).Append('.').Append(Domain)
            .Append(' ').Append(name).Append('.').Append(own).Append(".svc ").Append(name).Append('.').Append(own);
        if (own == @namespace) text.Append(' ').Append(name);
        text.Append('\n');
    }
}

using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Controllers.Common;

namespace Slipway.Sandbox.Controllers.ServiceEndpoints;

/// <summary>Pods of a service that take its requests at the same ports.</summary>
/// <param name="Ports">The ports of the service as numbers of these pods.</param>
/// <param name="Pods">The pods.</param>
internal sealed record EndpointSet(IReadOnlyList<EndpointPort> Ports, IReadOnlyList<Pod> Pods)
{
    /// <summary>The pods of a service, by what their ports' names mean to them; none if the service selects none.</summary>
    public static IReadOnlyList<EndpointSet> Of(Service service, IEnumerable<Pod> pods) =>
    [
        .. pods.Where(pod => Selection.Matches(service.Spec?.Selector, pod) && !pod.IsFinished() && !string.IsNullOrEmpty(pod.Status?.PodIP))
            .OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal)
            .Select(pod => (Pod: pod, Ports: PortsOf(service, pod)))
            .GroupBy(entry => string.Join(',', entry.Ports.Select(port => $"{port.Name}:{port.Port}")))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new EndpointSet(group.First().Ports, [.. group.Select(entry => entry.Pod)])),
    ];

    private static List<EndpointPort> PortsOf(Service service, Pod pod) =>
    [
        .. (service.Spec?.Ports ?? [])
            .Select(port => (Port: port, Target: TargetOf(port, pod)))
            .Where(entry => entry.Target is not null)
            .Select(entry => new EndpointPort
            {
                Name = entry.Port.Name ?? "", Port = entry.Target, Protocol = entry.Port.Protocol ?? "TCP", AppProtocol = entry.Port.AppProtocol,
            }),
    ];

    private static int? TargetOf(ServicePort port, Pod pod)
    {
        if (port.TargetPort is not { } target) return port.Port;
        if (target.Number is { } number) return number;
        return (pod.Spec?.Containers ?? []).SelectMany(container => container.Ports ?? []).FirstOrDefault(candidate => candidate.Name == target.Text)?.Number;
    }
}

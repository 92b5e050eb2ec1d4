using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Node.Configuration;

namespace Slipway.Sandbox.Node.Scheduling;

/// <summary>Adds up what a pod asks for.</summary>
internal static class PodRequests
{
    /// <summary>By resource, in base units: the sum over containers, or the largest init container if that is more; and one pod.</summary>
    public static IReadOnlyDictionary<string, decimal> Of(Pod pod)
    {
        var total = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var (name, amount) in (pod.Spec?.Containers ?? []).SelectMany(Requests)) total[name] = total.GetValueOrDefault(name) + amount;
        foreach (var (name, amount) in (pod.Spec?.InitContainers ?? []).SelectMany(Requests))
            total[name] = Math.Max(total.GetValueOrDefault(name), amount);
        total["pods"] = 1;
        return total;
    }

    private static IEnumerable<KeyValuePair<string, decimal>> Requests(Container container) =>
        (container.Resources?.Requests ?? new Dictionary<string, string>()).Select(entry => KeyValuePair.Create(entry.Key, Amount.Parse(entry.Value)));
}

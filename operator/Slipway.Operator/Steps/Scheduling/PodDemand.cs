using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps.Scheduling;

/// <summary>What a scheduler has to find for one pod.</summary>
internal static class PodDemand
{
    /// <summary>Requests by resource name. A container without a request is promised its limit, as the API server fills it in.</summary>
    public static IReadOnlyDictionary<string, decimal> Of(PodSpec pod)
    {
        var needs = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var container in pod.Containers ?? [])
        {
            foreach (var (name, amount) in Requests(container)) needs[name] = needs.GetValueOrDefault(name) + amount;
        }

        // Init containers run one after the other, before the others.
        foreach (var container in pod.InitContainers ?? [])
        {
            foreach (var (name, amount) in Requests(container)) needs[name] = Math.Max(needs.GetValueOrDefault(name), amount);
        }

        return needs;
    }

    /// <summary>Limits by resource name, of the containers together.</summary>
    public static IReadOnlyDictionary<string, decimal> Limits(PodSpec pod) => (pod.Containers ?? [])
        .SelectMany(container => container.Resources?.Limits ?? new Dictionary<string, string>())
        .GroupBy(limit => limit.Key, limit => Quantity.Parse(limit.Value) ?? 0)
        .ToDictionary(limits => limits.Key, limits => limits.Sum(), StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, decimal>> Requests(Container container)
    {
        var limits = container.Resources?.Limits ?? new Dictionary<string, string>();
        foreach (var (name, amount) in limits.Concat(container.Resources?.Requests ?? new Dictionary<string, string>()).GroupBy(each => each.Key, each => each.Value).Select(each => (each.Key, each.Last())))
        {
            if (Quantity.Parse(amount) is > 0 and var value) yield return new(name, value);
        }
    }
}

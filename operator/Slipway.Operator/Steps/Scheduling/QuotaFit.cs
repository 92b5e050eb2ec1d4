using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps.Scheduling;

/// <summary>Whether the resource quotas of a namespace leave room for pods; if not, which and by how much.</summary>
internal static class QuotaFit
{
    /// <summary>What is in the way; null when nothing is.</summary>
    /// <param name="pod">One of the pods.</param>
    /// <param name="count">How many have still to be made.</param>
    /// <param name="quotas">Quotas of their namespace.</param>
    public static string? Obstacle(PodSpec pod, int count, IReadOnlyList<ResourceQuota> quotas)
    {
        if (count <= 0) return null;
        var needs = Needs(pod);
        var exceeded =
            from quota in quotas.Where(each => Counts(each, pod)).OrderBy(each => each.Metadata.Name, StringComparer.Ordinal)
            from limit in quota.Status?.Hard ?? new Dictionary<string, string>()
            where needs.ContainsKey(limit.Key)
            let need = needs[limit.Key] * count
            let hard = Quantity.Parse(limit.Value) ?? 0
            let used = Quantity.Parse(quota.Status!.Used?.GetValueOrDefault(limit.Key)) ?? 0
            where need > hard - used
            select $"it needs {Amount.Text(limit.Key, need)}{(count > 1 ? $" for {count} pods" : "")}, and ResourceQuota '{quota.Metadata.Name}' "
                + (need > hard ? $"allows {Amount.Number(limit.Key, hard)} in all" : $"leaves {Amount.Number(limit.Key, Math.Max(0, hard - used))}: {Amount.Number(limit.Key, used)} of {Amount.Number(limit.Key, hard)} are taken");
        return string.Join("; ", exceeded.Take(3)) is { Length: > 0 } text ? text : null;
    }

    // The names by which quotas count what one pod takes.
    private static Dictionary<string, decimal> Needs(PodSpec pod)
    {
        var needs = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["pods"] = 1, ["count/pods"] = 1 };
        foreach (var (name, amount) in PodDemand.Of(pod))
        {
            needs[$"requests.{name}"] = amount;
            if (name is "cpu" or "memory" or "ephemeral-storage") needs[name] = amount;
        }

        foreach (var (name, amount) in PodDemand.Limits(pod).Where(limit => limit.Key is "cpu" or "memory" or "ephemeral-storage")) needs[$"limits.{name}"] = amount;
        return needs;
    }

    // Pods of a Job end by themselves but say no time at which, so that they count as not terminating. Of scopes that are not known here nothing is said.
    private static bool Counts(ResourceQuota quota, PodSpec pod) =>
        (quota.Spec?.Scopes ?? []).All(scope => Meets(scope, null, [], pod))
        && (quota.Spec?.ScopeSelector?["matchExpressions"] as JsonArray ?? []).All(each => Meets((string?)each?["scopeName"], (string?)each?["operator"], [.. (each?["values"] as JsonArray ?? []).Select(value => (string?)value)], pod));

    private static bool Meets(string? scope, string? operation, IReadOnlyList<string?> values, PodSpec pod) => (scope, operation) switch
    {
        ("PriorityClass", "In") => values.Contains(pod.PriorityClassName),
        ("PriorityClass", "NotIn") => !values.Contains(pod.PriorityClassName),
        ("PriorityClass", _) => pod.PriorityClassName is not null == (operation is not "DoesNotExist"),
        ("NotTerminating", _) => pod.ActiveDeadlineSeconds is null,
        ("Terminating", _) => pod.ActiveDeadlineSeconds is not null,
        ("NotBestEffort", _) => PodDemand.Of(pod).Keys.Any(name => name is "cpu" or "memory"),
        ("BestEffort", _) => !PodDemand.Of(pod).Keys.Any(name => name is "cpu" or "memory"),
        _ => false,
    };
}

using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Node.Configuration;

namespace Slipway.Sandbox.Node.Scheduling;

/// <summary>Decides whether a pod can run on a node.</summary>
internal static class Placement
{
    /// <summary>Why the pod cannot run on the node, in the words of the Kubernetes scheduler; empty: it can.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="node">The node.</param>
    /// <param name="used">What the pods on it have asked for, by resource.</param>
    public static IReadOnlyList<string> Obstacles(Pod pod, Kubernetes.Resources.Node node, IReadOnlyDictionary<string, decimal> used)
    {
        if (node.Spec?.Unschedulable == true && !Tolerates(pod, new Taint { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule" }))
            return ["node(s) were unschedulable"];
        if (UntoleratedTaint(pod, node) is { } taint) return [$"node(s) had untolerated taint {{{taint.Key}: {taint.Value}}}"];
        if (!NodeSelection.Matches(pod, node)) return ["node(s) didn't match Pod's node affinity/selector"];
        return [.. PodRequests.Of(pod).Where(request => request.Value > Free(node, used, request.Key)).Select(request => Shortage(request.Key))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>The message of the event and of the condition.</summary>
    public static string Message(IReadOnlyList<string> obstacles) =>
        $"0/1 nodes are available: {string.Join(", ", obstacles.Select(obstacle => "1 " + obstacle))}.";

    private static string Shortage(string resource) => resource == "pods" ? "Too many pods" : $"Insufficient {resource}";

    private static decimal Free(Kubernetes.Resources.Node node, IReadOnlyDictionary<string, decimal> used, string resource)
    {
        var allocatable = node.Status?.Allocatable?.GetValueOrDefault(resource) is { } text ? Amount.Parse(text) : 0;
        return allocatable - used.GetValueOrDefault(resource);
    }

    private static Taint? UntoleratedTaint(Pod pod, Kubernetes.Resources.Node node) =>
        node.Spec?.Taints?.FirstOrDefault(taint => taint.Effect is "NoSchedule" or "NoExecute" && !Tolerates(pod, taint));

    private static bool Tolerates(Pod pod, Taint taint) => pod.Spec?.Tolerations?.Any(toleration =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == taint.Effect)
        && (toleration.Operator == "Exists"
            ? string.IsNullOrEmpty(toleration.Key) || toleration.Key == taint.Key
            : toleration.Key == taint.Key && (toleration.Value ?? "") == (taint.Value ?? ""))) == true;
}

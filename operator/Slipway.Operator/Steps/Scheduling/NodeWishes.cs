using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps.Scheduling;

/// <summary>What a pod demands of a node besides resources.</summary>
/// <param name="All">Labels that the node must have.</param>
/// <param name="Alternatives">Node selector terms, of which it must meet one; empty when there is none or a single one, which is among <paramref name="All"/>.</param>
/// <param name="Tolerations">Taints that the pod bears.</param>
internal sealed record NodeWishes(IReadOnlyList<NodeRequirement> All, IReadOnlyList<IReadOnlyList<NodeRequirement>> Alternatives, IReadOnlyList<Toleration> Tolerations)
{
    /// <summary>The demands of a pod.</summary>
    public static NodeWishes Of(PodSpec pod)
    {
        var selector = (pod.NodeSelector ?? new Dictionary<string, string>()).Select(label => new NodeRequirement(label.Key, "In", [label.Value]));
        var terms = (pod.Affinity?["nodeAffinity"]?["requiredDuringSchedulingIgnoredDuringExecution"]?["nodeSelectorTerms"] as JsonArray ?? [])
            .Select(term => (IReadOnlyList<NodeRequirement>)[.. (term?["matchExpressions"] as JsonArray ?? []).Select(NodeRequirement.Read).OfType<NodeRequirement>()]).ToList();
        return terms.Count == 1
            ? new NodeWishes([.. selector, .. terms[0]], [], pod.Tolerations ?? [])
            : new NodeWishes([.. selector], terms, pod.Tolerations ?? []);
    }

    /// <summary>Whether the node has the labels.</summary>
    public bool AreMetBy(Node node) => All.All(each => each.IsMetBy(node.Metadata.Labels)) && HasAnAlternative(node);

    /// <summary>Whether the node meets one of the terms.</summary>
    public bool HasAnAlternative(Node node) => Alternatives.Count == 0 || Alternatives.Any(term => term.All(each => each.IsMetBy(node.Metadata.Labels)));

    /// <summary>What keeps the pod off a node whose labels are right; null when nothing does.</summary>
    public string? Closed(Node node)
    {
        if (node.Spec?.Unschedulable == true) return "cordoned";
        var taint = node.Spec?.Taints?.FirstOrDefault(each => each.Effect is "NoSchedule" or "NoExecute" && !Tolerations.Any(toleration => Bears(toleration, each)));
        return taint is null ? null : $"tainted {taint.Key}{(string.IsNullOrEmpty(taint.Value) ? "" : $"={taint.Value}")}:{taint.Effect}";
    }

    private static bool Bears(Toleration toleration, Taint taint) =>
        (toleration.Effect is null or "" || toleration.Effect == taint.Effect)
        && (string.IsNullOrEmpty(toleration.Key) ? toleration.Operator == "Exists" : toleration.Key == taint.Key && (toleration.Operator == "Exists" || (toleration.Value ?? "") == (taint.Value ?? "")));
}

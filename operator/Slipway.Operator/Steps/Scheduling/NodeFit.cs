using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Steps.Scheduling;

/// <summary>Whether pods fit on the nodes that there are, were these empty; if not, why, with numbers.</summary>
/// <remarks>What else runs is not looked at: that changes by itself, and the scheduler tells of it. Where nodes are made on demand, one that fits may still come.</remarks>
internal static class NodeFit
{
    /// <summary>Why they do not fit; null when they do, or when no node is known.</summary>
    /// <param name="pod">One of the pods.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="nodes">All nodes.</param>
    public static string? Obstacle(PodSpec pod, int count, IReadOnlyList<Node> nodes)
    {
        if (nodes.Count == 0) return null;
        var wishes = NodeWishes.Of(pod);
        var labelled = nodes.Where(wishes.AreMetBy).ToList();
        if (labelled.Count == 0) return $"it asks for a node with {Text(wishes)}; of {Nodes(nodes.Count)} {Labels(wishes, nodes)}";

        var needs = PodDemand.Of(pod);
        var open = labelled.Where(node => wishes.Closed(node) is null).ToList();
        var which = wishes.All.Count == 0 && wishes.Alternatives.Count == 0 ? "" : $" on a node with {Text(wishes)}";
        var found = which.Length == 0 ? Nodes(nodes.Count) : $"{labelled.Count} of {Nodes(nodes.Count)} {(labelled.Count == 1 ? "has" : "have")} that";
        if (open.Count == 0) return $"it asks for {Text(needs)}{which}; {found}, but pods cannot go there: {Closed(wishes, labelled)}";

        var lacking = needs.Where(need => open.All(node => Offer(node, need.Key) < need.Value)).ToList();
        var closed = open.Count < labelled.Count ? $", {open.Count} open to it" : "";
        if (lacking.Count > 0)
        {
            var offers = lacking.Select(need => Amount.Text(need.Key, open.Max(node => Offer(node, need.Key))));
            return $"it asks for {Text(lacking)}{which}; {found}{closed}, the largest offers {string.Join(" and ", offers)}";
        }

        var rooms = open.Sum(node => Rooms(node, needs, count));
        if (rooms == 0) return $"it asks for {Text(needs)}{which}; {found}{closed}, none offers all of it at once";
        return rooms >= count ? null : $"its {count} pods ask for {Text(needs)} each{which}; {found}{closed}, with room for {rooms} such pods even when they are empty";
    }

    // As many pods as go on an empty node; no more are counted than there are.
    private static long Rooms(Node node, IReadOnlyDictionary<string, decimal> needs, int count) =>
        needs.Select(need => (long)Math.Min(count, Math.Floor(Offer(node, need.Key) / need.Value))).Append(PodsOf(node, count)).Min();

    private static long PodsOf(Node node, int count) => node.Status?.Allocatable?.ContainsKey("pods") == true ? (long)Math.Min(count, Offer(node, "pods")) : count;

    private static decimal Offer(Node node, string resource) => Quantity.Parse(node.Status?.Allocatable?.GetValueOrDefault(resource)) ?? 0;

    private static string Labels(NodeWishes wishes, IReadOnlyList<Node> nodes)
    {
        var each = wishes.All.Select(wish => (Text: wish.ToString(), Count: nodes.Count(node => wish.IsMetBy(node.Metadata.Labels)))).ToList();
        if (wishes.Alternatives.Count > 0) each.Add((Alternatives(wishes), nodes.Count(wishes.HasAnAlternative)));
        return each.Count == 1 ? "none has it" : string.Join(", ", each.Select(wish => $"{(wish.Count == 0 ? "none has" : wish.Count == 1 ? "1 has" : $"{wish.Count} have")} {wish.Text}")) + (each.All(wish => wish.Count > 0) ? ", none has all" : "");
    }

    private static string Closed(NodeWishes wishes, IEnumerable<Node> nodes) =>
        string.Join(", ", nodes.CountBy(node => wishes.Closed(node)!).OrderByDescending(each => each.Value).Take(3).Select(each => $"{each.Value} {(each.Value == 1 ? "is" : "are")} {each.Key}"));

    private static string Text(NodeWishes wishes) =>
        string.Join(" and ", wishes.All.Select(wish => wish.ToString()).Concat(wishes.Alternatives.Count > 0 ? [Alternatives(wishes)] : []));

    private static string Alternatives(NodeWishes wishes) => $"one of {wishes.Alternatives.Count} node selector terms";

    private static string Text(IEnumerable<KeyValuePair<string, decimal>> needs) =>
        string.Join(" and ", needs.Select(need => Amount.Text(need.Key, need.Value)).DefaultIfEmpty("no resources"));

    private static string Nodes(int count) => count == 1 ? "1 node" : $"{count} nodes";
}

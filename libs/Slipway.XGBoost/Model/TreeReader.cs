using System.Text.Json;

namespace Slipway.XGBoost.Model;

/// <summary>Reads one tree: live nodes only, renumbered in depth-first order from the root, because pruned trees keep deleted nodes.</summary>
internal static class TreeReader
{
    internal static Tree Read(JsonElement tree, int output, float weight)
    {
        var left = Integers(tree, "left_children");
        var right = Integers(tree, "right_children");
        var features = Integers(tree, "split_indices");
        // split_conditions holds the leaf's value too; base_weights is the value before the learning rate.
        float[] conditions = [.. tree.GetProperty("split_conditions").EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? float.NaN : value.GetSingle())];
        bool[] defaultLeft = [.. tree.GetProperty("default_left").EnumerateArray().Select(IsTrue)];
        var splitTypes = tree.TryGetProperty("split_type", out _) ? Integers(tree, "split_type") : [];

        var categories = splitTypes.Contains(1) ? CategoriesByNode(tree) : [];
        var order = DepthFirst(left, right);
        var number = new Dictionary<int, int>(order.Count);
        for (var i = 0; i < order.Count; i++) number[order[i]] = i;

        var nodes = new TreeNode[order.Count];
        for (var i = 0; i < nodes.Length; i++)
        {
            var id = order[i];
            var byCategory = left[id] >= 0 && id < splitTypes.Length && splitTypes[id] != 0;
            if (!byCategory && !float.IsFinite(conditions[id])) throw new XGBoostException("A leaf or threshold of the model is no finite number: its training diverged; lower eta or check the labels.");
            if (left[id] < 0)
            {
                nodes[i] = new TreeNode(0, 0, -1, -1, false, conditions[id] * weight);
                continue;
            }

            nodes[i] = new TreeNode(features[id], byCategory ? 0 : conditions[id], number[left[id]], number[right[id]], defaultLeft[id], 0)
            {
                RightCategories = byCategory ? Categories(categories, id) : null,
            };
        }

        return new Tree(output, nodes);
    }

    /// <summary>The lists of all nodes lie one after the other; a node has a beginning and a length in them.</summary>
    private static Dictionary<int, int[]> CategoriesByNode(JsonElement tree)
    {
        var (all, nodes, starts, sizes) = (Integers(tree, "categories"), Integers(tree, "categories_nodes"), Integers(tree, "categories_segments"), Integers(tree, "categories_sizes"));
        return nodes.Index().ToDictionary(node => node.Item, node => all[starts[node.Index]..(starts[node.Index] + sizes[node.Index])]);
    }

    private static int[] Categories(Dictionary<int, int[]> categories, int node) =>
        categories.TryGetValue(node, out var codes) && codes.Length > 0
            ? codes
            : throw new XGBoostException($"Node {node} of a tree splits by categories, but the model lists none for it: save it again with the XGBoost that trained it.");

    private static List<int> DepthFirst(int[] left, int[] right)
    {
        var order = new List<int>(left.Length);
        var open = new Stack<int>([0]);
        while (open.TryPop(out var id))
        {
            order.Add(id);
            if (left[id] < 0) continue;
            open.Push(right[id]);
            open.Push(left[id]);
        }

        return order;
    }

    private static int[] Integers(JsonElement tree, string name) => [.. tree.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    private static bool IsTrue(JsonElement value) => value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.Number && value.GetInt32() != 0);
}

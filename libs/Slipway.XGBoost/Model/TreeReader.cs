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
        float[] conditions = [.. tree.GetProperty("split_conditions").EnumerateArray().Select(value => value.GetSingle())];
        bool[] defaultLeft = [.. tree.GetProperty("default_left").EnumerateArray().Select(IsTrue)];
        var splitTypes = tree.TryGetProperty("split_type", out _) ? Integers(tree, "split_type") : [];

        var order = DepthFirst(left, right);
        var number = new Dictionary<int, int>(order.Count);
        for (var i = 0; i < order.Count; i++) number[order[i]] = i;

        var nodes = new TreeNode[order.Count];
        for (var i = 0; i < nodes.Length; i++)
        {
            var id = order[i];
            if (left[id] < 0)
            {
                nodes[i] = new TreeNode(0, 0, -1, -1, false, conditions[id] * weight);
                continue;
            }

            if (id < splitTypes.Length && splitTypes[id] != 0)
                throw new XGBoostException("The model splits by categories, which is not supported: encode categories as numbers in the feature set.");
            nodes[i] = new TreeNode(features[id], conditions[id], number[left[id]], number[right[id]], defaultLeft[id], 0);
        }

        return new Tree(output, nodes);
    }

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

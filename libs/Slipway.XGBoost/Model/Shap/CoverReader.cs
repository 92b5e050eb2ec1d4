using System.Text.Json;

namespace Slipway.XGBoost.Model.Shap;

/// <summary>Reads the covers (sums of hessians) of a model's trees, which predictions do not need.</summary>
internal static class CoverReader
{
    internal static CoveredTree[] Read(ReadOnlyMemory<byte> json, XGBoostModel model)
    {
        using var document = ModelJson.Parse(json);
        var booster = GradientBooster.Read(document.RootElement.GetProperty("learner").GetProperty("gradient_booster"));
        return [.. model.Trees.Select((tree, index) => new CoveredTree(tree, Covers(tree, booster.Trees[index])))];
    }

    // Nodes of the model are numbered anew, so both are walked side by side from the root.
    private static double[] Covers(Tree tree, JsonElement saved)
    {
        if (!saved.TryGetProperty("sum_hessian", out var sums))
            throw new XGBoostException("The model's trees have no sum_hessian, without which their predictions cannot be explained: save it with XGBoost 1.7 or later.");
        double[] hessians = [.. sums.EnumerateArray().Select(value => value.GetDouble())];
        int[] left = Children(saved, "left_children"), right = Children(saved, "right_children");
        var covers = new double[tree.Nodes.Count];
        var open = new Stack<(int Node, int Saved)>([(0, 0)]);
        while (open.TryPop(out var at))
        {
            covers[at.Node] = hessians[at.Saved];
            var node = tree.Nodes[at.Node];
            if (node.IsLeaf) continue;
            open.Push((node.Left, left[at.Saved]));
            open.Push((node.Right, right[at.Saved]));
        }

        return covers;
    }

    private static int[] Children(JsonElement tree, string name) => [.. tree.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];
}

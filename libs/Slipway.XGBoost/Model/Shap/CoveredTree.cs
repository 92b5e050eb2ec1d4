namespace Slipway.XGBoost.Model.Shap;

/// <summary>A tree with how much of the training data reached each node.</summary>
internal sealed class CoveredTree
{
    internal CoveredTree(Tree tree, double[] covers)
    {
        (Output, Nodes, Covers) = (tree.Output, [.. tree.Nodes], covers);
        var (depths, means) = (new int[Nodes.Length], new double[Nodes.Length]);
        for (var node = 0; node < Nodes.Length; node++)
        {
            if (Nodes[node].IsLeaf) continue;
            depths[Nodes[node].Left] = depths[Nodes[node].Right] = depths[node] + 1;
        }

        // Children follow their parents.
        for (var node = Nodes.Length - 1; node >= 0; node--)
        {
            means[node] = Nodes[node].IsLeaf
                ? Nodes[node].Leaf
                : (means[Nodes[node].Left] * Share(node, Nodes[node].Left)) + (means[Nodes[node].Right] * Share(node, Nodes[node].Right));
        }

        (Depth, Mean) = (depths.Max(), means[0]);
    }

    internal int Output { get; }

    internal TreeNode[] Nodes { get; }

    /// <summary>Sum of hessians of the rows in each node.</summary>
    internal double[] Covers { get; }

    internal int Depth { get; }

    /// <summary>Mean leaf by cover.</summary>
    internal double Mean { get; }

    /// <summary>Room for the paths of one walk: each level has a path of its own, longer by one than the level above.</summary>
    internal int PathElements => (Depth + 2) * (Depth + 3) / 2;

    internal double Work => Nodes.Count(node => node.IsLeaf) * Math.Pow(Depth + 1, 2);

    /// <summary>Share of a node's rows that go to a child. Where no row has any weight, halves.</summary>
    internal double Share(int node, int child) => Covers[node] > 0 ? Covers[child] / Covers[node] : 0.5;
}

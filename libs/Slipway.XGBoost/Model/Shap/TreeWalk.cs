namespace Slipway.XGBoost.Model.Shap;

/// <summary>One row's way through one tree, all branches of it, with the weights of all sets of known features kept along the path.</summary>
internal readonly ref struct TreeWalk(CoveredTree tree, ReadOnlySpan<float> row, Span<double> contributions)
{
    private const int Root = -1;
    private readonly ReadOnlySpan<float> row = row;
    private readonly Span<double> contributions = contributions;

    /// <param name="paths">Room for the paths; see <see cref="CoveredTree.PathElements"/>.</param>
    internal void Run(Span<PathElement> paths)
    {
        if (tree.Nodes.Length > 1) Visit(0, paths, 0, 1, 1, Root);
    }

    // The path above lies in the first `length` elements; each level copies it behind the last, so that the sibling finds it as it was.
    private void Visit(int node, Span<PathElement> path, int length, double zero, double one, int feature)
    {
        Extend(path, length, zero, one, feature);
        length++;
        var test = tree.Nodes[node];
        if (test.IsLeaf)
        {
            for (var at = 1; at < length; at++)
                contributions[path[at].Feature] += WeightWithout(path, length, at) * (path[at].One - path[at].Zero) * test.Leaf;
            return;
        }

        var (incomingZero, incomingOne) = (1.0, 1.0);
        var known = Find(path, length, test.Feature);
        if (known > 0)
        {
            (incomingZero, incomingOne) = (path[known].Zero, path[known].One);
            Unwind(path, length, known);
            length--;
        }

        var (hot, cold) = GoesLeft(test, row[test.Feature]) ? (test.Left, test.Right) : (test.Right, test.Left);
        Descend(hot, path, length, tree.Share(node, hot) * incomingZero, incomingOne, test.Feature);
        Descend(cold, path, length, tree.Share(node, cold) * incomingZero, 0, test.Feature);
    }

    private static bool GoesLeft(TreeNode test, float value) =>
        float.IsNaN(value) ? test.MissingGoesLeft : test.RightCategories is { } categories ? !categories.Contains((int)value) : value < test.Threshold;

    private void Descend(int child, Span<PathElement> path, int length, double zero, double one, int feature)
    {
        var below = path[length..];
        path[..length].CopyTo(below);
        Visit(child, below, length, zero, one, feature);
    }

    private static int Find(ReadOnlySpan<PathElement> path, int length, int feature)
    {
        for (var at = 1; at < length; at++)
            if (path[at].Feature == feature) return at;
        return 0;
    }

    private static void Extend(Span<PathElement> path, int length, double zero, double one, int feature)
    {
        path[length] = new PathElement(feature, zero, one, length == 0 ? 1 : 0);
        for (var at = length - 1; at >= 0; at--)
        {
            var weight = path[at].Weight;
            path[at + 1] = path[at + 1] with { Weight = path[at + 1].Weight + (one * weight * (at + 1) / (length + 1)) };
            path[at] = path[at] with { Weight = zero * weight * (length - at) / (length + 1) };
        }
    }

    /// <summary>Takes a feature out of the path, as if it had never been met.</summary>
    private static void Unwind(Span<PathElement> path, int length, int index)
    {
        var last = length - 1;
        var (zero, one) = (path[index].Zero, path[index].One);
        var next = path[last].Weight;
        for (var at = last - 1; at >= 0; at--)
        {
            var weight = path[at].Weight;
            if (one != 0)
            {
                path[at] = path[at] with { Weight = next * length / ((at + 1) * one) };
                next = weight - (path[at].Weight * zero * (last - at) / length);
            }
            else
            {
                path[at] = path[at] with { Weight = zero > 0 ? weight * length / (zero * (last - at)) : 0 };
            }
        }

        for (var at = index; at < last; at++) path[at] = path[at + 1] with { Weight = path[at].Weight };
    }

    /// <summary>Sum of the weights that the path would have without a feature.</summary>
    private static double WeightWithout(ReadOnlySpan<PathElement> path, int length, int index)
    {
        var last = length - 1;
        var (zero, one) = (path[index].Zero, path[index].One);
        var next = path[last].Weight;
        double total = 0;
        for (var at = last - 1; at >= 0; at--)
        {
            if (one != 0)
            {
                var weight = next * length / ((at + 1) * one);
                total += weight;
                next = path[at].Weight - (weight * zero * (last - at) / length);
            }
            else if (zero != 0)
            {
                total += path[at].Weight * length / (zero * (last - at));
            }
        }

        return total;
    }
}

namespace Slipway.XGBoost.Model;

/// <summary>A node of a tree. A row goes left when its value is less than <see cref="Threshold"/>, right otherwise, and where <see cref="MissingGoesLeft"/> says when missing.</summary>
/// <param name="Feature">Column that is tested; 0 in a leaf.</param>
/// <param name="Threshold">Value compared with; 0 in a leaf.</param>
/// <param name="Left">Index of the left child in the tree's nodes, or -1 in a leaf.</param>
/// <param name="Right">Index of the right child, or -1 in a leaf.</param>
/// <param name="MissingGoesLeft">Where a missing value goes.</param>
/// <param name="Leaf">Value that a leaf adds to the margin (learning rate and DART weight included); 0 in a split.</param>
public readonly record struct TreeNode(int Feature, float Threshold, int Left, int Right, bool MissingGoesLeft, float Leaf)
{
    /// <summary>
    /// Of a split by categories: the codes (whole numbers from 0) that go right; every other value, codes never seen included, goes left, and the threshold
    /// says nothing. A value is truncated to its code. Null in a split by a threshold.
    /// </summary>
    public IReadOnlyList<int>? RightCategories { get; init; }

    /// <summary>Whether the node is a leaf.</summary>
    public bool IsLeaf => Left < 0;
}

/// <summary>One tree; the root is the first node and every child follows its parent.</summary>
/// <param name="Output">Which output (class) the tree adds to.</param>
/// <param name="Nodes">At least one node.</param>
public sealed record Tree(int Output, IReadOnlyList<TreeNode> Nodes);

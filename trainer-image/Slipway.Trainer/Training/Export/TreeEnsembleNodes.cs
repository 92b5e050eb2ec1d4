using Google.Protobuf;
using Slipway.Onnx;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.Training.Export;

/// <summary>Writes the trees of a model as one TreeEnsembleRegressor that gives margins.</summary>
/// <remarks>
/// TreeEnsembleClassifier and the built-in post transforms are avoided: ONNX Runtime ignores LOGISTIC for one target and decides labels at margin 0.5.
/// </remarks>
internal static class TreeEnsembleNodes
{
    /// <summary>Adds the node; its value is float32 [rows, outputs].</summary>
    internal static string Add(OnnxGraphBuilder graph, string features, XGBoostModel model)
    {
        if (model.Trees.Any(tree => tree.Nodes.Any(node => node.RightCategories is not null))) features = CategoryCodes.Add(graph, features, model);
        var columns = new Columns();
        for (var tree = 0; tree < model.Trees.Count; tree++) columns.Add(tree, model.Trees[tree]);
        return graph.AddNode("TreeEnsembleRegressor", [features], columns.Attributes(model), OnnxGraphBuilder.MachineLearningDomain, "margin");
    }

    /// <summary>The operator's attributes: one list per property, an element per node.</summary>
    private sealed class Columns
    {
        private readonly List<long> treeIds = [];
        private readonly List<long> nodeIds = [];
        private readonly List<long> featureIds = [];
        private readonly List<float> values = [];
        private readonly List<string> modes = [];
        private readonly List<long> trueIds = [];
        private readonly List<long> falseIds = [];
        private readonly List<long> missingGoesTrue = [];
        private readonly List<long> leafTrees = [];
        private readonly List<long> leafNodes = [];
        private readonly List<long> leafOutputs = [];
        private readonly List<float> leafValues = [];

        /// <summary>The root must come first: ONNX Runtime takes the first node of each tree for it.</summary>
        internal void Add(int id, Tree tree)
        {
            var first = FirstIds(tree);
            for (var i = 0; i < tree.Nodes.Count; i++)
            {
                var node = tree.Nodes[i];
                if (node.IsLeaf) AddLeaf(id, first[i], tree.Output, node.Leaf);
                else if (node.RightCategories is { } categories) AddCategories(id, first, i, node, categories);
                else AddNode(id, first[i], node.Feature, "BRANCH_LT", node.Threshold, first[node.Left], first[node.Right], node.MissingGoesLeft);
            }
        }

        /// <summary>A split by categories becomes as many nodes as it lists codes; every other node stays one.</summary>
        private static int[] FirstIds(Tree tree)
        {
            var first = new int[tree.Nodes.Count];
            for (var i = 1; i < first.Length; i++) first[i] = first[i - 1] + (tree.Nodes[i - 1].RightCategories?.Count ?? 1);
            return first;
        }

        /// <summary>Is it this code, or this one, ...? Each yes leads right, the last no leads left; a missing value goes where the split says, at the first link.</summary>
        private void AddCategories(int tree, int[] first, int index, TreeNode node, IReadOnlyList<int> categories)
        {
            for (var link = 0; link < categories.Count; link++)
            {
                var next = link + 1 < categories.Count ? first[index] + link + 1 : first[node.Left];
                AddNode(tree, first[index] + link, node.Feature, "BRANCH_EQ", categories[link], first[node.Right], next, missingGoesTrue: !node.MissingGoesLeft);
            }
        }

        private void AddLeaf(int tree, int id, int output, float value)
        {
            AddNode(tree, id, 0, "LEAF", 0, 0, 0, missingGoesTrue: false);
            leafTrees.Add(tree);
            leafNodes.Add(id);
            leafOutputs.Add(output);
            leafValues.Add(value);
        }

        private void AddNode(int tree, int id, int feature, string mode, float value, int whenTrue, int whenFalse, bool missingGoesTrue)
        {
            treeIds.Add(tree);
            nodeIds.Add(id);
            featureIds.Add(feature);
            values.Add(value);
            modes.Add(mode);
            trueIds.Add(whenTrue);
            falseIds.Add(whenFalse);
            this.missingGoesTrue.Add(missingGoesTrue ? 1 : 0);
        }

        internal AttributeProto[] Attributes(XGBoostModel model) =>
        [
            OnnxAttribute.Text("aggregate_function", "SUM"),
            OnnxAttribute.Floats("base_values", model.BaseMargins),
            OnnxAttribute.Int("n_targets", model.Outputs),
            OnnxAttribute.Ints("nodes_falsenodeids", falseIds),
            OnnxAttribute.Ints("nodes_featureids", featureIds),
            OnnxAttribute.Ints("nodes_missing_value_tracks_true", missingGoesTrue),
            OnnxAttribute.Texts("nodes_modes", modes),
            OnnxAttribute.Ints("nodes_nodeids", nodeIds),
            OnnxAttribute.Ints("nodes_treeids", treeIds),
            OnnxAttribute.Ints("nodes_truenodeids", trueIds),
            OnnxAttribute.Floats("nodes_values", values),
            OnnxAttribute.Text("post_transform", "NONE"),
            OnnxAttribute.Ints("target_ids", leafOutputs),
            OnnxAttribute.Ints("target_nodeids", leafNodes),
            OnnxAttribute.Ints("target_treeids", leafTrees),
            OnnxAttribute.Floats("target_weights", leafValues),
        ];
    }
}

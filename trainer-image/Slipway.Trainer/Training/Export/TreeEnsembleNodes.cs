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
            for (var i = 0; i < tree.Nodes.Count; i++)
            {
                var node = tree.Nodes[i];
                treeIds.Add(id);
                nodeIds.Add(i);
                featureIds.Add(node.Feature);
                values.Add(node.Threshold);
                modes.Add(node.IsLeaf ? "LEAF" : "BRANCH_LT");
                trueIds.Add(node.IsLeaf ? 0 : node.Left);
                falseIds.Add(node.IsLeaf ? 0 : node.Right);
                missingGoesTrue.Add(node.MissingGoesLeft ? 1 : 0);
                if (!node.IsLeaf) continue;
                leafTrees.Add(id);
                leafNodes.Add(i);
                leafOutputs.Add(tree.Output);
                leafValues.Add(node.Leaf);
            }
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

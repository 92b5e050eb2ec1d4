using Slipway.Onnx;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.Training.Export;

/// <summary>Makes whole codes of the columns that trees split by category.</summary>
/// <remarks>
/// XGBoost truncates 3.7 to category 3 and sends what is negative left; an equality of the graph would find no category in either. Rounding down gives
/// the same for both: 3, and a negative number that no split lists.
/// </remarks>
internal static class CategoryCodes
{
    internal static string Add(OnnxGraphBuilder graph, string features, XGBoostModel model)
    {
        var categorical = model.Trees.SelectMany(tree => tree.Nodes).Where(node => node.RightCategories is not null).Select(node => node.Feature).ToHashSet();
        var mask = graph.AddConstant(OnnxTensor.Float32([.. Enumerable.Range(0, model.FeatureCount).Select(column => categorical.Contains(column) ? 1f : 0f)], 1, model.FeatureCount), "categorical");
        var half = graph.AddConstant(OnnxTensor.Float32([0.5f], 1), "half");
        var isCode = graph.AddNode("Greater", [mask, half]);
        return graph.AddNode("Where", [isCode, graph.AddNode("Floor", [features]), features], output: "codes");
    }
}

using Slipway.Onnx;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.Training.Export;

/// <summary>Adds what an objective does to margins.</summary>
internal static class TransformNodes
{
    internal static string Add(OnnxGraphBuilder graph, string margin, MarginTransform transform) => transform switch
    {
        MarginTransform.Identity => margin,
        MarginTransform.Logistic => Logistic(graph, margin),
        MarginTransform.Exponential => graph.AddNode("Exp", [margin]),
        MarginTransform.Softmax => graph.AddNode("Softmax", [margin], [OnnxAttribute.Int("axis", 1)]),
        MarginTransform.LargestClass => AsNumber(graph, graph.AddNode("ArgMax", [margin], [OnnxAttribute.Int("axis", 1), OnnxAttribute.Int("keepdims", 1)])),
        MarginTransform.Sign => AsNumber(graph, graph.AddNode("Greater", [margin, graph.AddConstant(OnnxTensor.Float32([0f], 1), "zero")])),
        _ => throw new ArgumentOutOfRangeException(nameof(transform), transform, "unknown transformation of margins"),
    };

    private static string AsNumber(OnnxGraphBuilder graph, string value) => graph.AddNode("Cast", [value], [OnnxAttribute.Int("to", (long)OnnxElement.Float32)]);

    /// <summary>ONNX Runtime's Sigmoid is exactly 0 from -17.3 down and off by 1e-4 at -9; these operators keep float32's precision for rare events.</summary>
    private static string Logistic(OnnxGraphBuilder graph, string margin)
    {
        var one = graph.AddConstant(OnnxTensor.Float32([1f], 1), "one");
        var negative = graph.AddNode("Neg", [margin]);
        var power = graph.AddNode("Exp", [negative]);
        var sum = graph.AddNode("Add", [power, one]);
        return graph.AddNode("Reciprocal", [sum]);
    }
}

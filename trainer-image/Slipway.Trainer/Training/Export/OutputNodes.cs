using Slipway.Contracts.Models;
using Slipway.Contracts.Training;
using Slipway.Onnx;

namespace Slipway.Trainer.Training.Export;

/// <summary>Adds the outputs that every served model of a task has, and describes them for the signature.</summary>
internal static class OutputNodes
{
    internal const string Probability = "probability";
    internal const string Probabilities = "probabilities";
    internal const string Prediction = "prediction";
    internal const string Score = "score";
    internal const string Label = "label";

    /// <summary>Name of the output with the scores of a task.</summary>
    internal static string ScoreOutput(LearningTask task) => task switch
    {
        LearningTask.Binary => Probability,
        LearningTask.Multiclass => Probabilities,
        LearningTask.Ranking => Score,
        _ => Prediction,
    };

    internal static void Add(OnnxGraphBuilder graph, string scores, LearningTask task, IReadOnlyList<string> classes, float threshold)
    {
        switch (task)
        {
            case LearningTask.Binary:
                var limit = graph.AddConstant(OnnxTensor.Float32([threshold], 1), "threshold");
                var positive = graph.AddConstant(OnnxTensor.Text([classes[1]], 1), "positive_class");
                var negative = graph.AddConstant(OnnxTensor.Text([classes[0]], 1), "negative_class");
                var above = graph.AddNode("GreaterOrEqual", [scores, limit]);
                graph.AddOutput(Probability, scores, OnnxElement.Float32, -1, 1);
                graph.AddOutput(Label, graph.AddNode("Where", [above, positive, negative]), OnnxElement.Text, -1, 1);
                break;
            case LearningTask.Multiclass:
                var names = graph.AddConstant(OnnxTensor.Text([.. classes], classes.Count), "classes");
                var largest = graph.AddNode("ArgMax", [scores], [OnnxAttribute.Int("axis", 1), OnnxAttribute.Int("keepdims", 1)]);
                graph.AddOutput(Probabilities, scores, OnnxElement.Float32, -1, classes.Count);
                graph.AddOutput(Label, graph.AddNode("Gather", [names, largest], [OnnxAttribute.Int("axis", 0)]), OnnxElement.Text, -1, 1);
                break;
            default:
                graph.AddOutput(ScoreOutput(task), scores, OnnxElement.Float32, -1, 1);
                break;
        }
    }

    internal static IReadOnlyList<TensorSignature> Describe(LearningTask task, int classes) => task switch
    {
        LearningTask.Binary => [Tensor(Probability, "FP32", 1, 0, 1), Tensor(Label, "BYTES", 1)],
        LearningTask.Multiclass => [Tensor(Probabilities, "FP32", classes, 0, 1), Tensor(Label, "BYTES", 1)],
        _ => [Tensor(ScoreOutput(task), "FP32", 1)],
    };

    private static TensorSignature Tensor(string name, string datatype, long width, double? min = null, double? max = null) =>
        new() { Name = name, Datatype = datatype, Shape = [-1, width], Required = true, Min = min, Max = max };
}

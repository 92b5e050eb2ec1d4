using Slipway.Contracts.Training;
using Slipway.Onnx;
using Slipway.OnnxRuntime;
using Slipway.Trainer.Training.Export;

namespace Slipway.Trainer.Tests.Training.Export;

public sealed class OutputNodesTests
{
    [Fact]
    public void A_binary_model_labels_from_its_threshold_on()
    {
        var (scores, labels) = Run(LearningTask.Binary, ["no", "yes"], [0.29f, 0.3f, 0.31f, 1f], 1);
        scores.ShouldBe([0.29f, 0.3f, 0.31f, 1f]);
        labels.ShouldBe(["no", "yes", "yes", "yes"]);
    }

    [Fact]
    public void A_multiclass_model_labels_with_its_largest_probability()
    {
        var (_, labels) = Run(LearningTask.Multiclass, ["a", "b", "c"], [0.2f, 0.5f, 0.3f, 0.4f, 0.4f, 0.2f], 3);
        labels.ShouldBe(["b", "a"]);
    }

    [Theory]
    [InlineData(LearningTask.Binary, 1)]
    [InlineData(LearningTask.Multiclass, 3)]
    [InlineData(LearningTask.Regression, 1)]
    public void The_signature_tells_what_the_graph_gives(LearningTask task, int width)
    {
        var graph = new OnnxGraphBuilder();
        var input = graph.AddInput("scores", OnnxElement.Float32, -1, width);
        OutputNodes.Add(graph, input, task, ["a", "b", "c"], 0.5f);
        using var session = OrtSession.Load(graph.Build());
        var described = OutputNodes.Describe(task, 3);
        session.Outputs.Select(output => output.Name).ShouldBe(described.Select(output => output.Name));
        session.Outputs.Select(output => output.Shape).ShouldBe(described.Select(output => output.Shape));
        session.Outputs.Select(output => output.ElementType == OrtElementType.String ? "BYTES" : "FP32").ShouldBe(described.Select(output => output.Datatype));
    }

    private static (float[] Scores, string[] Labels) Run(LearningTask task, string[] classes, float[] values, int width)
    {
        var graph = new OnnxGraphBuilder();
        var input = graph.AddInput("scores", OnnxElement.Float32, -1, width);
        OutputNodes.Add(graph, input, task, classes, 0.3f);
        using var session = OrtSession.Load(graph.Build());
        using var tensor = OrtTensor.Over(values.AsMemory(), values.Length / width, width);
        var outputs = session.Run([tensor]);
        using (outputs[0])
        using (outputs[1])
            return (outputs[0].AsSpan<float>().ToArray(), outputs[1].GetStrings());
    }
}

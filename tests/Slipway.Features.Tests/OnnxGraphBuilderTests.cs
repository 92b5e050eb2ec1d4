using Slipway.Onnx;
using Slipway.OnnxRuntime;

namespace Slipway.Features.Tests;

public sealed class OnnxGraphBuilderTests
{
    [Fact]
    public void A_built_model_runs_and_carries_its_metadata()
    {
        var graph = new OnnxGraphBuilder("twice");
        var x = graph.AddInput("x", OnnxElement.Float32, -1, 1);
        var two = graph.AddConstant(OnnxTensor.Float32([2], 1, 1));
        graph.AddOutput("y", graph.AddNode("Mul", [x, two]), OnnxElement.Float32, -1, 1);
        graph.SetMetadata("b", "2");
        graph.SetMetadata("a", "1");

        using var session = OrtSession.Load(graph.Build());
        session.Metadata.ShouldBe(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, ignoreOrder: true);
        using var input = OrtTensor.Over<float>(new[] { 1.5f, -1f }, 2, 1);
        using var output = session.Run([input])[0];
        output.AsSpan<float>().ToArray().ShouldBe([3f, -2f]);
    }

    [Fact]
    public void Operators_beyond_the_standard_are_imported_only_by_models_that_use_them()
    {
        Domains(graph => graph.AddNode("Identity", ["x"])).ShouldBe(["", OnnxGraphBuilder.MachineLearningDomain]);
        Domains(graph => graph.AddNode("MurmurHash3", ["x"], domain: OnnxGraphBuilder.RuntimeDomain)).ShouldBe(["", OnnxGraphBuilder.MachineLearningDomain, OnnxGraphBuilder.RuntimeDomain]);

        static IEnumerable<string> Domains(Action<OnnxGraphBuilder> add)
        {
            var graph = new OnnxGraphBuilder();
            graph.AddOutput("y", graph.AddInput("x", OnnxElement.Text, -1, 1), OnnxElement.Text, -1, 1);
            add(graph);
            return ModelProto.Parser.ParseFrom(graph.Build()).OpsetImport.Select(import => import.Domain);
        }
    }

    [Fact]
    public void The_same_calls_give_the_same_bytes() => Some().ShouldBe(Some());

    [Fact]
    public void Names_are_made_unique_and_equal_constants_are_shared()
    {
        var graph = new OnnxGraphBuilder();
        var x = graph.AddInput("x", OnnxElement.Float64, -1, 1);
        graph.AddNode("Abs", [x]).ShouldBe("abs");
        graph.AddNode("Abs", [x]).ShouldBe("abs_2");
        graph.AddConstant(OnnxTensor.Float64([1], 1), "one").ShouldBe(graph.AddConstant(OnnxTensor.Float64([1], 1), "uno"));
        graph.AddConstant(OnnxTensor.Float64([1], 1, 1), "one").ShouldBe("one_2");
    }

    [Fact]
    public void Mistakes_are_refused_where_they_are_made()
    {
        var graph = new OnnxGraphBuilder();
        Should.Throw<InvalidOperationException>(() => graph.Build());
        graph.AddInput("x", OnnxElement.Float64, -1, 1);
        Should.Throw<ArgumentException>(() => graph.AddInput("x", OnnxElement.Float64)).Message.ShouldContain("'x'");
        Should.Throw<ArgumentException>(() => graph.AddNode("Abs", ["y"])).Message.ShouldContain("'y'");
        Should.Throw<ArgumentException>(() => graph.AddOutput("y", "y", OnnxElement.Float64)).Message.ShouldContain("'y'");
        Should.Throw<ArgumentException>(() => OnnxTensor.Float32([1, 2], 3)).Message.ShouldContain("holds 3 values");
    }

    private static byte[] Some()
    {
        var graph = new OnnxGraphBuilder();
        var text = graph.AddInput("s", OnnxElement.Text, -1, 1);
        graph.AddOutput("same", graph.AddNode("Equal", [text, graph.AddConstant(OnnxTensor.Text(["ä", ""], 1, 2))]), OnnxElement.Boolean, -1, 2);
        graph.SetMetadata("z", "1");
        graph.SetMetadata("a", "2");
        return graph.Build();
    }
}

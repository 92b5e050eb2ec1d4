namespace Slipway.Trainer.Tests.Training.Export.Grid;

/// <summary>The grid finds each mistake that exporters are known for.</summary>
public sealed class GraphMistakeTests
{
    private const int Rows = 2000;

    public static TheoryData<string> Mistakes => [.. GraphMistakes.All.Keys];

    [Theory]
    [MemberData(nameof(Mistakes))]
    [Trait("Capability", "T6")]
    public void A_graph_with_the_mistake_fails(string mistake)
    {
        var (configuration, make) = GraphMistakes.All[mistake];
        OnnxGrid.All.ShouldContain(configuration);
        var trained = TrainedGridModel.Train(configuration, Rows);
        var graph = GridGraph.Export(trained.Model);
        GridGraph.Difference(graph, trained).ShouldBeLessThanOrEqualTo(OnnxGrid.Tolerance);
        make(graph, trained);
        Broken(graph, trained).ShouldBeGreaterThan(10 * OnnxGrid.Tolerance);
    }

    /// <summary>A graph that does not load is found too.</summary>
    private static double Broken(Onnx.ModelProto graph, TrainedGridModel trained)
    {
        try
        {
            return GridGraph.Difference(graph, trained);
        }
        catch (OnnxRuntime.OrtException)
        {
            return double.PositiveInfinity;
        }
    }
}

using Slipway.Onnx;
using Slipway.OnnxRuntime;
using Slipway.Trainer.Training.Export;
using Slipway.XGBoost.Model;

namespace Slipway.Trainer.Tests.Training.Export.Grid;

/// <summary>Exports a model of the grid, runs the graph and says how far it is from XGBoost.</summary>
internal static class GridGraph
{
    private const double Smallest = 1e-30;

    /// <summary>The graph as the trainer writes it, with the margins as a second output.</summary>
    internal static ModelProto Export(XGBoostModel model)
    {
        var graph = new OnnxGraphBuilder();
        var input = graph.AddInput("features", OnnxElement.Float32, -1, model.FeatureCount);
        var margin = TreeEnsembleNodes.Add(graph, input, model);
        var values = TransformNodes.Add(graph, margin, model.Transform);
        graph.AddOutput("margins", margin, OnnxElement.Float32, -1, model.Outputs);
        graph.AddOutput("values", values, OnnxElement.Float32, -1, model.Transform == MarginTransform.LargestClass ? 1 : model.Outputs);
        return ModelProto.Parser.ParseFrom(graph.Build());
    }

    /// <summary>The largest difference of margins and of values, relative to the largest margin (at least 1).</summary>
    internal static double Difference(ModelProto graph, TrainedGridModel trained)
    {
        var (margins, values) = Run(graph, trained.Rows, trained.Model.FeatureCount);
        var scale = Math.Max(1, trained.Margins.Values.Max(Math.Abs));
        var largest = Largest(margins, trained.Margins.Values, (one, other) => Math.Abs(one - other) / scale);
        return Math.Max(largest, trained.Model.Transform switch
        {
            MarginTransform.LargestClass or MarginTransform.Sign => WrongLabels(values, trained, scale),
            MarginTransform.Identity => largest,
            // A difference of margins is a relative difference of what exp makes of them, in the low tail of probabilities too.
            _ => Largest(values, trained.Values.Values, (one, other) => Math.Abs(one - other) / Math.Max(Math.Abs(other), Smallest) / scale),
        });
    }

    internal static (float[] Margins, float[] Values) Run(ModelProto graph, float[] rows, int columns)
    {
        using var session = OrtSession.Load(Google.Protobuf.MessageExtensions.ToByteArray(graph));
        using var tensor = OrtTensor.Over(rows.AsMemory(), rows.Length / columns, columns);
        var outputs = session.Run([tensor]);
        using (outputs[0])
        using (outputs[1])
            return (outputs[0].AsSpan<float>().ToArray(), outputs[1].AsSpan<float>().ToArray());
    }

    /// <summary>Another label is wrong unless the margins that decide are equal but for rounding.</summary>
    private static double WrongLabels(float[] labels, TrainedGridModel trained, double scale)
    {
        labels.Length.ShouldBe(trained.Values.Values.Length);
        var width = trained.Margins.Outputs;
        for (var row = 0; row < labels.Length; row++)
        {
            var margins = trained.Margins.Values.AsSpan(row * width, width);
            var gap = width == 1 ? Math.Abs(margins[0]) : Math.Abs(margins[(int)labels[row]] - margins[(int)trained.Values.Values[row]]);
            if (labels[row] != trained.Values.Values[row] && gap > OnnxGrid.Tolerance * scale) return double.PositiveInfinity;
        }

        return 0;
    }

    private static double Largest(float[] one, float[] other, Func<double, double, double> difference)
    {
        one.Length.ShouldBe(other.Length);
        double largest = 0;
        for (var i = 0; i < one.Length; i++)
        {
            var each = one[i] == other[i] ? 0 : difference(one[i], other[i]);
            largest = double.IsNaN(each) ? double.PositiveInfinity : Math.Max(largest, each);
        }

        return largest;
    }
}

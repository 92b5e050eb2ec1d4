using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Slipway.Onnx;
using Slipway.OnnxRuntime;

namespace Slipway.Bench.Serving;

/// <summary>A model of the usual size: 12 numbers and 4 texts in, 100 trees of depth 6 behind them, probability and label out. Seeded.</summary>
internal static class BenchModel
{
    public const int Numbers = 12;

    public const int Texts = 4;

    private const int Trees = 100;

    private const int Depth = 6;

    private static readonly string[] Words = ["merino", "alpaca", "cotton", "mohair", "silk", ""];

    public static byte[] Build()
    {
        var graph = new OnnxGraphBuilder("bench");
        var columns = new List<string>();
        for (var i = 0; i < Numbers; i++)
            columns.Add(graph.AddNode("Cast", [graph.AddInput($"number{i}", OnnxElement.Float64, -1, 1)], [OnnxAttribute.Int("to", (long)OnnxElement.Float32)]));
        for (var i = 0; i < Texts; i++)
            columns.Add(graph.AddNode(
                "LabelEncoder",
                [graph.AddInput($"text{i}", OnnxElement.Text, -1, 1)],
                [OnnxAttribute.Texts("keys_strings", Words), OnnxAttribute.Floats("values_floats", Words.Select((_, code) => (float)code)), OnnxAttribute.Float("default_float", float.NaN)],
                OnnxGraphBuilder.MachineLearningDomain));
        var matrix = graph.AddNode("Concat", columns, [OnnxAttribute.Int("axis", 1)]);
        var margin = graph.AddNode("TreeEnsembleRegressor", [matrix], Ensemble(new Random(7)), OnnxGraphBuilder.MachineLearningDomain);
        var probability = graph.AddNode("Sigmoid", [margin]);
        var positive = graph.AddNode("Greater", [probability, graph.AddConstant(OnnxTensor.Float32([0.5f]))]);
        var label = graph.AddNode("Where", [positive, graph.AddConstant(OnnxTensor.Text(["yes"], 1)), graph.AddConstant(OnnxTensor.Text(["no"], 1))]);
        graph.AddOutput("probability", probability, OnnxElement.Float32, -1, 1);
        graph.AddOutput("label", label, OnnxElement.Text, -1, 1);
        return graph.Build();
    }

    /// <summary>The body of an infer request with seeded rows; one value in ten is missing.</summary>
    public static byte[] Request(int rows)
    {
        var random = new Random(11);
        var inputs = Enumerable.Range(0, Numbers).Select(i => Input($"number{i}", "FP64", rows, Enumerable.Range(0, rows).Select(_ => Number(random))))
            .Concat(Enumerable.Range(0, Texts).Select(i => Input($"text{i}", "BYTES", rows, Enumerable.Range(0, rows).Select(_ => $"\"{Words[random.Next(Words.Length)]}\""))));
        return Encoding.UTF8.GetBytes($"{{\"inputs\":[{string.Join(',', inputs)}]}}");
    }

    /// <summary>The tensors of the same rows, in the model's order.</summary>
    public static OrtTensor[] Tensors(int rows)
    {
        using var request = JsonDocument.Parse(Request(rows));
        return [.. request.RootElement.GetProperty("inputs").EnumerateArray().Select(input =>
        {
            var data = input.GetProperty("data").EnumerateArray();
            return input.GetProperty("datatype").GetString() == "BYTES"
                ? OrtTensor.Strings([.. data.Select(value => value.GetString()!)], rows, 1)
                : OrtTensor.Over<double>(data.Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble()).ToArray(), rows, 1);
        })];
    }

    private static string Number(Random random) =>
        random.Next(10) == 0 ? "null" : Math.Round(random.NextDouble() * 10, 3).ToString(CultureInfo.InvariantCulture);

    private static string Input(string name, string datatype, int rows, IEnumerable<string> values) =>
        $"{{\"name\":\"{name}\",\"shape\":[{rows},1],\"datatype\":\"{datatype}\",\"data\":[{string.Join(',', values)}]}}";

    private static AttributeProto[] Ensemble(Random random)
    {
        const int nodes = (1 << (Depth + 1)) - 1, inner = (1 << Depth) - 1;
        var all = Enumerable.Range(0, Trees * nodes).Select(i => (Tree: i / nodes, Node: i % nodes)).ToList();
        var leaves = all.Where(node => node.Node >= inner).ToList();
        return
        [
            OnnxAttribute.Int("n_targets", 1),
            OnnxAttribute.Ints("nodes_treeids", all.Select(node => (long)node.Tree)),
            OnnxAttribute.Ints("nodes_nodeids", all.Select(node => (long)node.Node)),
            OnnxAttribute.Ints("nodes_featureids", all.Select(_ => (long)random.Next(Numbers + Texts))),
            OnnxAttribute.Floats("nodes_values", all.Select(_ => random.NextSingle() * 8)),
            OnnxAttribute.Texts("nodes_modes", all.Select(node => node.Node < inner ? "BRANCH_LT" : "LEAF")),
            OnnxAttribute.Ints("nodes_truenodeids", all.Select(node => node.Node < inner ? (2L * node.Node) + 1 : 0)),
            OnnxAttribute.Ints("nodes_falsenodeids", all.Select(node => node.Node < inner ? (2L * node.Node) + 2 : 0)),
            OnnxAttribute.Ints("nodes_missing_value_tracks_true", all.Select(_ => (long)random.Next(2))),
            OnnxAttribute.Ints("target_treeids", leaves.Select(leaf => (long)leaf.Tree)),
            OnnxAttribute.Ints("target_nodeids", leaves.Select(leaf => (long)leaf.Node)),
            OnnxAttribute.Ints("target_ids", leaves.Select(_ => 0L)),
            OnnxAttribute.Floats("target_weights", leaves.Select(_ => (random.NextSingle() - 0.5f) / 10)),
        ];
    }
}

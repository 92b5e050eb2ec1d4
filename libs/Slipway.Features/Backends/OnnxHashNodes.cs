using Slipway.Features.Graph;
using Slipway.Onnx;

namespace Slipway.Features.Backends;

/// <summary>Hashing in ONNX by MurmurHash3, which ONNX Runtime brings along in its own domain.</summary>
internal sealed class OnnxHashNodes(OnnxGraphBuilder graph)
{
    /// <summary>The signed hash of each text, as INT64 of the same shape.</summary>
    public string Hash(string texts)
    {
        var hash = graph.AddNode("MurmurHash3", [texts], [OnnxAttribute.Int("positive", 0), OnnxAttribute.Int("seed", 0)], OnnxGraphBuilder.RuntimeDomain, "feature/hash");
        return Cast(hash, OnnxElement.Int64);
    }

    /// <summary>The weights of the buckets, FP64 of shape [rows, buckets].</summary>
    /// <param name="node">The operation.</param>
    /// <param name="text">Its argument of shape [rows, 1].</param>
    public string Weigh(Node node, string text)
    {
        var longest = (int)node.Value;
        // The spaces that are appended make as many more, empty pieces: a batch of short texts, too, has columns for the longest run.
        var padded = Add("StringConcat", text, Text(new string(' ', longest)));
        var flat = Add("Reshape", padded, Int64([-1]));
        var pieces = graph.AddNode("StringSplit", [flat], ["feature/pieces", "feature/piece_count"], [OnnxAttribute.Text("delimiter", " ")])[0];
        var filled = Add("Not", Add("Equal", pieces, Text("")));
        var (runs, complete) = (pieces, filled);
        var (buckets, weights) = (new List<string>(), new List<string>());
        for (var length = 1; length <= longest; length++)
        {
            if (length > 1)
            {
                runs = Add("StringConcat", Add("StringConcat", Columns(runs, 0, -1), Text(" ")), Columns(pieces, length - 1, long.MaxValue));
                complete = Add("And", Columns(complete, 0, -1), Columns(filled, length - 1, long.MaxValue));
            }

            var hash = Hash(runs);
            buckets.Add(Add("Mod", Add("Abs", hash), Int64([node.Width])));
            weights.Add(Add("Where", complete, node.Literal == BucketWeighing.Counts ? Number(1) : Sign(hash), Number(0)));
        }

        var shape = graph.AddNode("Concat", [graph.AddNode("Shape", [pieces], [OnnxAttribute.Int("end", 1)], output: "feature/rows"), Int64([node.Width])], Axis(0), output: "feature/shape");
        var sums = graph.AddNode(
            "ScatterElements", [Add("Expand", Number(0), shape), Joined(buckets), Joined(weights)], [OnnxAttribute.Int("axis", 1), OnnxAttribute.Text("reduction", "add")], output: "feature/buckets");
        if (node.Literal != BucketWeighing.Unit) return sums;
        var square = graph.AddNode("ReduceSum", [Add("Mul", sums, sums), Int64([1])], [OnnxAttribute.Int("keepdims", 1)], output: "feature/square");
        return Add("Div", sums, Add("Max", Add("Sqrt", square), Number(1)));
    }

    private string Sign(string hash) => Add("Where", Add("Less", hash, Int64([0])), Number(-1), Number(1));

    private string Columns(string matrix, long from, long to) => Add("Slice", matrix, Int64([from]), Int64([to]), Int64([1]));

    private string Joined(List<string> parts) => parts.Count == 1 ? parts[0] : graph.AddNode("Concat", parts, Axis(1), output: "feature/joined");

    private string Cast(string value, OnnxElement element) => graph.AddNode("Cast", [value], [OnnxAttribute.Int("to", (long)element)], output: "feature/cast");

    private string Add(string operation, params string[] inputs) => graph.AddNode(operation, inputs, output: "feature/" + operation.ToLowerInvariant());

    private string Number(double value) => graph.AddConstant(OnnxTensor.Float64([value], 1, 1), "feature/number");

    private string Text(string value) => graph.AddConstant(OnnxTensor.Text([value], 1, 1), "feature/text");

    private string Int64(long[] values) => graph.AddConstant(OnnxTensor.Int64(values, values.Length), "feature/whole");

    private static AttributeProto[] Axis(long axis) => [OnnxAttribute.Int("axis", axis)];
}

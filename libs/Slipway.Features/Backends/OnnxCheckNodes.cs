using Slipway.Features.Expectations;
using Slipway.Onnx;

namespace Slipway.Features.Backends;

/// <summary>Counts in the graph the rows that each check counts: a few operations over all rows and checks at once.</summary>
internal static class OnnxCheckNodes
{
    /// <returns>Name of an INT64 vector.</returns>
    public static string Append(OnnxGraphBuilder graph, OnnxCompiler compiler, string matrix, IReadOnlyList<LoweredCheck> checks, IReadOnlyList<string> featureOfColumn)
    {
        var flags = new List<string>();
        long[] columns = [.. checks.Where(check => check.Column is not null).Select(check => (long)featureOfColumn.ToList().IndexOf(check.Column!))];
        if (columns.Length > 0)
        {
            var missing = graph.AddNode("IsNaN", [matrix], output: "feature/missing_values");
            var whole = graph.AddNode("Cast", [missing], [OnnxAttribute.Int("to", (long)OnnxElement.Int64)], output: "feature/cast");
            flags.Add(columns.Length == featureOfColumn.Count
                ? whole
                : graph.AddNode("Gather", [whole, graph.AddConstant(OnnxTensor.Int64(columns, columns.Length), "feature/columns")], [OnnxAttribute.Int("axis", 1)], output: "feature/gather"));
        }

        flags.AddRange(checks.Where(check => check.Served && check.Column is null).Select(check => compiler.AsCount(check.Counted)));
        var all = flags.Count == 1 ? flags[0] : graph.AddNode("Concat", flags, [OnnxAttribute.Int("axis", 1)], output: "feature/checks");
        return graph.AddNode(
            "ReduceSum", [all, graph.AddConstant(OnnxTensor.Int64([0], 1), "feature/axis")], [OnnxAttribute.Int("keepdims", 0)], output: "feature/counts");
    }
}

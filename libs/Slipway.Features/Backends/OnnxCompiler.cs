using Slipway.Features.Graph;
using Slipway.Features.Language;
using Slipway.Onnx;

namespace Slipway.Features.Backends;

/// <summary>
/// Appends operations to an ONNX graph. Numbers are FP64 tensors with NaN for missing, texts string tensors with "" for missing, all of shape [rows, 1].
/// A boolean is two tensors, "is true" and "is false"; missing is neither. Kleene's logic and the comparison with NaN then need no special case.
/// </summary>
internal sealed class OnnxCompiler(OnnxGraphBuilder graph)
{
    private readonly OnnxHashNodes hashing = new(graph);
    private readonly Dictionary<Node, string> values = [];
    private readonly Dictionary<Node, string> whenTrue = [];
    private readonly Dictionary<Node, string> whenFalse = [];

    /// <summary>The node as FP64 of shape [rows, width].</summary>
    public string AsNumbers(Node node) => node.Type switch
    {
        NodeType.Boolean => Choose(True(node), Constant(1), Choose(False(node), Constant(0), Constant(double.NaN))),
        _ => Value(node),
    };

    /// <summary>Whether a boolean is true, for each row, as INT64 of shape [rows, 1].</summary>
    public string AsCount(Node node) => graph.AddNode("Cast", [True(node)], [OnnxAttribute.Int("to", (long)OnnxElement.Int64)], output: Name("count"));

    private string Value(Node node)
    {
        if (!values.TryGetValue(node, out var name)) values[node] = name = node.Type == NodeType.Text ? ComputeText(node) : ComputeNumber(node);
        return name;
    }

    private string True(Node node)
    {
        if (!whenTrue.TryGetValue(node, out var name)) whenTrue[node] = name = ComputeTrue(node);
        return name;
    }

    private string False(Node node)
    {
        if (!whenFalse.TryGetValue(node, out var name)) whenFalse[node] = name = ComputeFalse(node);
        return name;
    }

    private string ComputeNumber(Node node)
    {
        var a = node.Arguments;
        switch (node.Operation)
        {
            case Operation.Input: return node.Literal;
            case Operation.Number: return Constant(node.Value);
            case Operation.Add: return Arithmetic("Add", a[0], a[1]);
            case Operation.Subtract: return Arithmetic("Sub", a[0], a[1]);
            case Operation.Multiply: return Arithmetic("Mul", a[0], a[1]);
            case Operation.Divide when a[1].IsHarmlessConstant: return Arithmetic("Div", a[0], a[1]);
            case Operation.Divide: return Add("Div", Operand(a[0], a[1]), Choose(Add("Equal", Value(a[1]), Constant(0)), Constant(double.NaN), Value(a[1])));
            case Operation.Floor: return Add("Floor", Value(a[0]));
            case Operation.Absolute: return Add("Abs", Value(a[0]));
            case Operation.SquareRoot: return Add("Sqrt", Value(a[0]));
            case Operation.Logarithm: return Add("Log", Choose(Add("Less", Constant(0), Value(a[0])), Value(a[0]), Constant(double.NaN)));
            case Operation.Exponential: return Add("Exp", Value(a[0]));
            case Operation.ToNumber: return AsNumbers(a[0]);
            case Operation.Select: return SelectValue(node, Constant(double.NaN));
            case Operation.Coalesce: return Choose(Missing(a[0]), Value(a[1]), Value(a[0]));
            case Operation.TextIndex: return TextIndex(node);
            case Operation.NumberIndex: return NumberIndex(node);
            case Operation.Bucket: return Bucket(node);
            case Operation.ElementAt: return ElementAt(node);
            case Operation.CountPieces: return Choose(Missing(a[0]), Constant(double.NaN), ToFloat64(Pieces(Value(a[0]), 1)));
            case Operation.Hash: return Choose(Missing(a[0]), Constant(double.NaN), ToFloat64(hashing.Hash(Value(a[0]))));
            case Operation.BucketWeights: return hashing.Weigh(a[0], Value(a[0].Arguments[0]));
            case Operation.OneHot:
                return ToFloat64(Add("Equal", Value(a[0]), Row(Enumerable.Range(0, node.Width).Select(i => (double)i))));
            case Operation.PieceCounts: return PieceCounts(node);
            default: throw new InvalidOperationException($"{node.Operation} yields no number.");
        }
    }

    private string ComputeText(Node node)
    {
        var a = node.Arguments;
        switch (node.Operation)
        {
            case Operation.Input: return node.Literal;
            case Operation.Text: return Constant(node.Literal);
            case Operation.Lower:
                // The C locale changes the letters of ASCII alone; the operator takes a vector, not a column.
                var lower = graph.AddNode(
                    "StringNormalizer", [Flatten(Value(a[0]))],
                    [OnnxAttribute.Text("case_change_action", "LOWER"), OnnxAttribute.Int("is_case_sensitive", 1), OnnxAttribute.Text("locale", "C")], output: Name("lower"));
                return graph.AddNode("Reshape", [lower, graph.AddConstant(OnnxTensor.Int64([-1, 1], 2), Name("column"))], output: Name("reshape"));
            case Operation.Concat:
                var joined = Add("StringConcat", Value(a[0]), Value(a[1]));
                var incomplete = a.Where(argument => argument.Operation != Operation.Text || argument.Literal.Length == 0).Select(Missing).ToList();
                return incomplete.Count == 0 ? joined : Choose(incomplete.Aggregate((x, y) => Add("Or", x, y)), Constant(""), joined);
            case Operation.Select: return SelectValue(node, Constant(""));
            case Operation.Coalesce: return Choose(Missing(a[0]), Value(a[1]), Value(a[0]));
            default: throw new InvalidOperationException($"{node.Operation} yields no text.");
        }
    }

    private string ComputeTrue(Node node)
    {
        var a = node.Arguments;
        switch (node.Operation)
        {
            case Operation.Input: return Add("Greater", Add("Abs", node.Literal), Constant(0));
            case Operation.Less: return Add("Less", Value(a[0]), Value(a[1]));
            case Operation.LessOrEqual: return Add("LessOrEqual", Value(a[0]), Value(a[1]));
            case Operation.Equal: return Add("Equal", Value(a[0]), Value(a[1]));
            case Operation.TextEqual: return Add("And", Add("Equal", Value(a[0]), Value(a[1])), Add("Not", Missing(a[0])));
            case Operation.And: return Add("And", True(a[0]), True(a[1]));
            case Operation.Or: return Add("Or", True(a[0]), True(a[1]));
            case Operation.Not: return False(a[0]);
            case Operation.IsMissing: return Missing(a[0]);
            case Operation.Select: return Add("Or", Add("And", True(a[0]), True(a[1])), Add("And", False(a[0]), True(a[2])));
            case Operation.Coalesce: return Add("Or", True(a[0]), Add("And", Add("Not", False(a[0])), True(a[1])));
            case Operation.Contains: return Match(node, "(?s).*", ".*");
            case Operation.StartsWith: return Match(node, "(?s)", ".*");
            case Operation.EndsWith: return Match(node, "(?s).*", "");
            // The missing text is empty, which a pattern may match.
            case Operation.Matches: return Add("And", Match(a[0], TextPattern.Parse(node.Literal).Re2), Add("Not", Missing(a[0])));
            default: throw new InvalidOperationException($"{node.Operation} yields no boolean.");
        }
    }

    private string ComputeFalse(Node node)
    {
        var a = node.Arguments;
        switch (node.Operation)
        {
            case Operation.Input: return Add("Equal", node.Literal, Constant(0));
            case Operation.Less: return Add("LessOrEqual", Value(a[1]), Value(a[0]));
            case Operation.LessOrEqual: return Add("Less", Value(a[1]), Value(a[0]));
            case Operation.Equal: return Add("Or", Add("Less", Value(a[0]), Value(a[1])), Add("Less", Value(a[1]), Value(a[0])));
            case Operation.TextEqual: return Add("Not", Add("Or", Add("Equal", Value(a[0]), Value(a[1])), Add("Or", Missing(a[0]), Missing(a[1]))));
            case Operation.And: return Add("Or", False(a[0]), False(a[1]));
            case Operation.Or: return Add("And", False(a[0]), False(a[1]));
            case Operation.Not: return True(a[0]);
            case Operation.IsMissing: return Add("Not", Missing(a[0]));
            case Operation.Select: return Add("Or", Add("And", True(a[0]), False(a[1])), Add("And", False(a[0]), False(a[2])));
            case Operation.Coalesce: return Add("Or", False(a[0]), Add("And", Add("Not", True(a[0])), False(a[1])));
            case Operation.Contains or Operation.StartsWith or Operation.EndsWith or Operation.Matches:
                return Add("Not", Add("Or", True(node), Missing(a[0])));
            default: throw new InvalidOperationException($"{node.Operation} yields no boolean.");
        }
    }

    private string Missing(Node node) => node.Type switch
    {
        NodeType.Text => Add("Equal", Value(node), Constant("")),
        NodeType.Boolean => Add("Not", Add("Or", True(node), False(node))),
        _ => Add("IsNaN", Value(node)),
    };

    private string SelectValue(Node node, string missing)
    {
        var a = node.Arguments;
        var otherwise = a[0].IsNeverMissing ? Value(a[2]) : Choose(False(a[0]), Value(a[2]), missing);
        return Choose(True(a[0]), Value(a[1]), otherwise);
    }

    private string Arithmetic(string operation, Node left, Node right) => Add(operation, Operand(left, right), Operand(right, left));

    /// <summary>
    /// ONNX Runtime's optimizer rounds a constant to 32 bits to see whether it is 0 or 1, then drops the operation (x * 1.00000001 becomes x), and it turns
    /// (1 / x) * y into y / x, which rounds differently. A constant that depends on the data, if only in form, is left alone.
    /// </summary>
    private string Operand(Node node, Node other)
    {
        var tempting = node.Operation == Operation.Number && (float)node.Value is 0f or 1f && other.Operation != Operation.Number;
        return tempting ? Choose(Missing(other), Constant(double.NaN), Value(node)) : Value(node);
    }

    private string TextIndex(Node node)
    {
        var index = graph.AddNode(
            "LabelEncoder", [Value(node.Arguments[0])],
            [
                OnnxAttribute.Texts("keys_strings", node.Texts),
                OnnxAttribute.Ints("values_int64s", Enumerable.Range(0, node.Texts.Count).Select(i => (long)i)),
                OnnxAttribute.Int("default_int64", -1),
            ],
            OnnxGraphBuilder.MachineLearningDomain, Name("category"));
        var number = ToFloat64(index);
        return Choose(Add("Less", number, Constant(0)), Constant(double.NaN), number);
    }

    private string NumberIndex(Node node)
    {
        // The list has no number twice, so at most one comparison holds and the sum of its position is the position.
        var hit = ToFloat64(Add("Equal", Value(node.Arguments[0]), Row(node.Numbers)));
        var position = SumOfRow(Add("Mul", hit, Row(Enumerable.Range(0, node.Numbers.Count).Select(i => (double)i))));
        return Choose(Add("Equal", SumOfRow(hit), Constant(1)), position, Constant(double.NaN));
    }

    private string Bucket(Node node)
    {
        var count = SumOfRow(ToFloat64(Add("LessOrEqual", Row(node.Numbers), Value(node.Arguments[0]))));
        return Choose(Missing(node.Arguments[0]), Constant(double.NaN), count);
    }

    private string ElementAt(Node node)
    {
        // One more entry, NaN, is what a missing position points to.
        var table = graph.AddConstant(OnnxTensor.Float64([.. node.Numbers, double.NaN], node.Numbers.Count + 1), Name("table"));
        var position = Choose(Missing(node.Arguments[0]), Constant(node.Numbers.Count), Value(node.Arguments[0]));
        var index = graph.AddNode("Cast", [position], [OnnxAttribute.Int("to", (long)OnnxElement.Int64)], output: Name("position"));
        return Add("Gather", table, index);
    }

    private string PieceCounts(Node node)
    {
        // The space that is appended makes one more, empty piece; without it a batch of empty texts would split into a matrix without columns.
        var padded = Add("StringConcat", Value(node.Arguments[0]), Constant(" "));
        var counts = graph.AddNode(
            "TfIdfVectorizer", [Pieces(Flatten(padded), 0)],
            [
                OnnxAttribute.Text("mode", "TF"), OnnxAttribute.Int("min_gram_length", 1), OnnxAttribute.Int("max_gram_length", 1), OnnxAttribute.Int("max_skip_count", 0),
                OnnxAttribute.Ints("ngram_counts", [0]), OnnxAttribute.Ints("ngram_indexes", Enumerable.Range(0, node.Width).Select(i => (long)i)),
                OnnxAttribute.Texts("pool_strings", node.Texts),
            ],
            output: Name("words"));
        return ToFloat64(counts);
    }

    private string Pieces(string text, int output) =>
        graph.AddNode("StringSplit", [text], [Name("pieces"), Name("piece_count")], [OnnxAttribute.Text("delimiter", " ")])[output];

    private string Match(Node node, string before, string after) => Match(node.Arguments[0], before + RegularExpression.Quote(node.Literal) + after);

    private string Match(Node text, string pattern) => graph.AddNode("RegexFullMatch", [Value(text)], [OnnxAttribute.Text("pattern", pattern)], output: Name("match"));

    private string SumOfRow(string matrix) =>
        graph.AddNode("ReduceSum", [matrix, graph.AddConstant(OnnxTensor.Int64([1], 1), Name("axis"))], [OnnxAttribute.Int("keepdims", 1)], output: Name("sum"));

    private string Flatten(string column) => graph.AddNode("Reshape", [column, graph.AddConstant(OnnxTensor.Int64([-1], 1), Name("flat"))], output: Name("reshape"));

    private string ToFloat64(string value) => graph.AddNode("Cast", [value], [OnnxAttribute.Int("to", (long)OnnxElement.Float64)], output: Name("cast"));

    private string Choose(string condition, string then, string otherwise) => Add("Where", condition, then, otherwise);

    private string Add(string operation, params string[] inputs) => graph.AddNode(operation, inputs, output: Name(operation.ToLowerInvariant()));

    private string Constant(double value) => graph.AddConstant(OnnxTensor.Float64([value], 1, 1), Name("number"));

    private string Constant(string value) => graph.AddConstant(OnnxTensor.Text([value], 1, 1), Name("text"));

    private string Row(IEnumerable<double> numbers)
    {
        double[] row = [.. numbers];
        return graph.AddConstant(OnnxTensor.Float64(row, 1, row.Length), Name("row"));
    }

    // Columns keep their own names in the graph, so everything computed carries a prefix that no column has.
    private static string Name(string name) => "feature/" + name;
}

using System.Globalization;
using System.Text;
using Slipway.Features.Backends;

namespace Slipway.Features.Graph;

/// <summary>Makes nodes, each distinct one once, so that a common part of several features is computed once.</summary>
internal sealed class NodeFactory
{
    /// <summary>The least double that becomes infinite in 32 bits: half a step beyond the greatest float.</summary>
    private const double FirstInfinite = 340282356779733661637539395458142568448.0;

    private readonly Dictionary<string, Node> known = new(StringComparer.Ordinal);

    public Node Input(string column, NodeType type) => Make(Operation.Input, type, [], literal: column);

    public Node Number(double value) => Make(Operation.Number, NodeType.Number, [], value: value);

    public Node Text(string value) => Make(Operation.Text, NodeType.Text, [], literal: value);

    /// <summary>An operation whose result is a number.</summary>
    public Node Numeric(Operation operation, params Node[] arguments) => Make(operation, NodeType.Number, arguments);

    /// <summary>An operation whose result is true, false or missing.</summary>
    public Node Logical(Operation operation, params Node[] arguments) => Make(operation, NodeType.Boolean, arguments);

    /// <summary>An operation whose result is text.</summary>
    public Node Textual(Operation operation, params Node[] arguments) => Make(operation, NodeType.Text, arguments);

    /// <summary>An operation whose result has the type of its last argument.</summary>
    public Node Choice(Operation operation, params Node[] arguments) => Make(operation, arguments[^1].Type, arguments);

    public Node Match(Operation operation, Node text, string pattern) => Make(operation, NodeType.Boolean, [text], literal: pattern);

    public Node WithNumbers(Operation operation, Node argument, IReadOnlyList<double> numbers) =>
        Make(operation, NodeType.Number, [argument], numbers: numbers);

    public Node TextIndex(Node text, IReadOnlyList<string> texts) => Make(Operation.TextIndex, NodeType.Number, [text], texts: texts);

    public Node OneHot(Node index, IReadOnlyList<string> labels) => Make(Operation.OneHot, NodeType.Vector, [index], texts: labels, width: labels.Count);

    public Node PieceCounts(Node text, IReadOnlyList<string> words) =>
        Make(Operation.PieceCounts, NodeType.Vector, [text], texts: words, width: words.Count);

    /// <summary>The weights of the buckets into which the words of a text are hashed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="buckets">Number of buckets.</param>
    /// <param name="longest">Most words of a run that is hashed as one.</param>
    /// <param name="weighing">One of <see cref="BucketWeighing"/>.</param>
    public Node BucketWeights(Node text, int buckets, int longest, string weighing)
    {
        var hashed = Make(Operation.WordBuckets, NodeType.Buckets, [text], value: longest, literal: weighing, width: buckets);
        string[] labels = [.. Enumerable.Range(0, buckets).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        return Make(Operation.BucketWeights, NodeType.Vector, [hashed], texts: labels, width: buckets);
    }

    /// <summary>The number, missing when 32 bits cannot hold it: what a feature's value is to the model.</summary>
    public Node Representable(Node number) =>
        Choice(Operation.Select, Logical(Operation.Less, Numeric(Operation.Absolute, number), Number(FirstInfinite)), number, Missing(NodeType.Number));

    public Node Missing(NodeType type) => type switch
    {
        NodeType.Number => Number(double.NaN),
        NodeType.Text => Text(""),
        NodeType.Boolean => Boolean(null),
        _ => throw new InvalidOperationException($"A {type} has no missing value."),
    };

    // There is no constant operation for booleans: these three comparisons stand for them.
    private Node Boolean(bool? value)
    {
        var (left, right) = value switch { true => (0.0, 1.0), false => (1.0, 0.0), null => (double.NaN, 0.0) };
        return MakeDistinct(Operation.Less, NodeType.Boolean, [Number(left), Number(right)]);
    }

    private static bool IsConstant(Node node) => node.Operation is Operation.Number or Operation.Text ||
        (node.Operation == Operation.Less && node.Arguments.All(argument => argument.Operation == Operation.Number));

    /// <summary>
    /// What depends on no column is computed here and now, once for all backends: they would compute it with their own rounding of logarithms, and a graph
    /// optimizer that finds a constant computed from constants takes liberties with it.
    /// </summary>
    private Node Make(
        Operation operation, NodeType type, Node[] arguments, double value = 0, string literal = "",
        IReadOnlyList<double>? numbers = null, IReadOnlyList<string>? texts = null, int width = 1)
    {
        var node = MakeDistinct(operation, type, arguments, value, literal, numbers, texts, width);
        if (arguments.Length == 0 || type is NodeType.Vector or NodeType.Buckets || !arguments.All(IsConstant)) return node;
        return RowEvaluator.Constant(node) switch
        {
            double number => Number(number),
            string text => Text(text),
            bool flag => Boolean(flag),
            _ => Missing(type),
        };
    }

    private Node MakeDistinct(
        Operation operation, NodeType type, Node[] arguments, double value = 0, string literal = "",
        IReadOnlyList<double>? numbers = null, IReadOnlyList<string>? texts = null, int width = 1)
    {
        var key = new StringBuilder().Append((int)operation).Append('|').Append((int)type).Append('|').Append(width).Append('|');
        foreach (var argument in arguments) key.Append(argument.Id).Append(',');
        key.Append('|').Append(BitConverter.DoubleToInt64Bits(value)).Append('|').Append(literal.Length).Append(':').Append(literal);
        foreach (var number in numbers ?? []) key.Append('|').Append(number.ToString("R", CultureInfo.InvariantCulture));
        foreach (var text in texts ?? []) key.Append('|').Append(text.Length).Append(':').Append(text);

        if (known.TryGetValue(key.ToString(), out var node)) return node;
        node = new Node
        {
            Id = known.Count, Operation = operation, Type = type, Arguments = arguments, Value = value, Literal = literal,
            Numbers = numbers ?? [], Texts = texts ?? [], Width = width,
        };
        known.Add(key.ToString(), node);
        return node;
    }
}

using Slipway.Features.Graph;
using Slipway.Features.Language;
using static Slipway.Features.Functions.ParameterKind;

namespace Slipway.Features.Functions;

/// <summary>Arithmetic, comparison and logic.</summary>
internal static class Operators
{
    private static readonly Parameter[] TwoNumbers = [new("a", Number), new("b", Number)];
    private static readonly Parameter[] TwoSame = [new("a", Same), new("b", Same)];
    private static readonly Parameter[] TwoOrdered = [new("a", SameOrdered), new("b", SameOrdered)];
    private static readonly Parameter[] TwoBooleans = [new("a", ParameterKind.Boolean), new("b", ParameterKind.Boolean)];

    public static readonly FunctionDefinition[] All =
    [
        Arithmetic("+", Operation.Add, "Sum."),
        Arithmetic("-", Operation.Subtract, "Difference."),
        Arithmetic("*", Operation.Multiply, "Product."),
        Arithmetic("/", Operation.Divide, "Quotient.", "Missing when the divisor is 0."),
        new("negate", [new("x", Number)], ValueType.Number,
            (to, call) => to.Nodes.Numeric(Operation.Subtract, to.Nodes.Number(0), to.Lower(call.Arguments[0])), "The number with the other sign."),
        new("==", TwoSame, ValueType.Boolean, Equal, "Whether both are the same. Text is compared byte by byte."),
        new("!=", TwoSame, ValueType.Boolean, (to, call) => to.Nodes.Logical(Operation.Not, Equal(to, call)), "Whether they differ."),
        new("<", TwoOrdered, ValueType.Boolean, (to, call) => Compare(to, call, Operation.Less, 0, 1), "Whether a is less than b (earlier, for times)."),
        new("<=", TwoOrdered, ValueType.Boolean, (to, call) => Compare(to, call, Operation.LessOrEqual, 0, 1), "Whether a is at most b."),
        new(">", TwoOrdered, ValueType.Boolean, (to, call) => Compare(to, call, Operation.Less, 1, 0), "Whether a is greater than b (later, for times)."),
        new(">=", TwoOrdered, ValueType.Boolean, (to, call) => Compare(to, call, Operation.LessOrEqual, 1, 0), "Whether a is at least b."),
        new("and", TwoBooleans, ValueType.Boolean, (to, call) => to.Nodes.Logical(Operation.And, to.Lower(call.Arguments[0]), to.Lower(call.Arguments[1])),
            "Whether both are true.", "False when one side is false, whatever the other; else missing."),
        new("or", TwoBooleans, ValueType.Boolean, (to, call) => to.Nodes.Logical(Operation.Or, to.Lower(call.Arguments[0]), to.Lower(call.Arguments[1])),
            "Whether at least one is true.", "True when one side is true, whatever the other; else missing."),
        new("not", [new("a", ParameterKind.Boolean)], ValueType.Boolean, (to, call) => to.Nodes.Logical(Operation.Not, to.Lower(call.Arguments[0])), "True for false, false for true."),
        new("in", [new("x", Same), new("values", SameList)], ValueType.Boolean, In, "Whether x is one of the values."),
    ];

    /// <summary>Equality of two values that have the same type.</summary>
    public static Node Equal(NodeFactory nodes, Node a, Node b) => a.Type switch
    {
        NodeType.Text => nodes.Logical(Operation.TextEqual, a, b),
        NodeType.Boolean => nodes.Logical(Operation.Equal, nodes.Numeric(Operation.ToNumber, a), nodes.Numeric(Operation.ToNumber, b)),
        _ => nodes.Logical(Operation.Equal, a, b),
    };

    private static FunctionDefinition Arithmetic(string symbol, Operation operation, string meaning, string? missing = null) =>
        new(symbol, TwoNumbers, ValueType.Number, (to, call) => to.Nodes.Numeric(operation, to.Lower(call.Arguments[0]), to.Lower(call.Arguments[1])), meaning, missing);

    private static Node Equal(Lowering to, CallSyntax call) => Equal(to.Nodes, to.Lower(call.Arguments[0]), to.Lower(call.Arguments[1]));

    private static Node Compare(Lowering to, CallSyntax call, Operation operation, int left, int right) =>
        to.Nodes.Logical(operation, to.Lower(call.Arguments[left]), to.Lower(call.Arguments[right]));

    private static Node In(Lowering to, CallSyntax call)
    {
        var nodes = to.Nodes;
        var value = to.Lower(call.Arguments[0]);
        var index = CategoryFunctions.IndexAmong(nodes, value, (ListSyntax)call.Arguments[1]);
        return nodes.Choice(
            Operation.Select, nodes.Logical(Operation.IsMissing, value), nodes.Missing(NodeType.Boolean),
            nodes.Logical(Operation.Not, nodes.Logical(Operation.IsMissing, index)));
    }
}

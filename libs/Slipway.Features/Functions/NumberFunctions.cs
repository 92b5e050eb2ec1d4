using Slipway.Features.Graph;
using Slipway.Features.Language;
using static Slipway.Features.Functions.ParameterKind;

namespace Slipway.Features.Functions;

/// <summary>Functions of numbers, fitted scaling among them.</summary>
internal static class NumberFunctions
{
    private const int MostBuckets = 1000;

    public static readonly FunctionDefinition[] All =
    [
        Simple("abs", Operation.Absolute, "Absolute value."),
        Simple("floor", Operation.Floor, "Largest whole number that is not greater."),
        new("ceil", [new("x", Number)], ValueType.Number, Ceiling, "Smallest whole number that is not less."),
        new("round", [new("x", Number)], ValueType.Number, (to, call) => Round(to.Nodes, to.Lower(call.Arguments[0])), "Nearest whole number; halves go up: floor(x + 0.5)."),
        new("quantize", [new("x", Number), new("step", NumberLiteral)], ValueType.Number, Quantize, "Nearest multiple of the step; halves go up.", "Missing when the step is 0."),
        Simple("sqrt", Operation.SquareRoot, "Square root.", "Missing below 0."),
        Simple("log", Operation.Logarithm, "Natural logarithm.", "Missing at 0 and below."),
        new("log1p", [new("x", Number)], ValueType.Number,
            (to, call) => to.Nodes.Numeric(Operation.Logarithm, to.Nodes.Numeric(Operation.Add, to.Nodes.Number(1), to.Lower(call.Arguments[0]))),
            "Natural logarithm of 1 + x.", "Missing at -1 and below."),
        Simple("exp", Operation.Exponential, "e to the power of x."),
        new("min", [new("a", SameOrdered), new("b", SameOrdered, Repeated: true)], null, (to, call) => Extreme(to, call, smallest: true), "Smallest argument."),
        new("max", [new("a", SameOrdered), new("b", SameOrdered, Repeated: true)], null, (to, call) => Extreme(to, call, smallest: false), "Largest argument."),
        new("clip", [new("x", Number), new("low", Number), new("high", Number)], ValueType.Number, Clip, "x, but not less than low and not more than high."),
        new("number", [new("a", ParameterKind.Boolean)], ValueType.Number, (to, call) => to.Nodes.Numeric(Operation.ToNumber, to.Lower(call.Arguments[0])), "1 for true, 0 for false."),
        new("bucketize", [new("x", Number), new("boundaries", Boundaries)], ValueType.Number,
            (to, call) => to.Nodes.WithNumbers(Operation.Bucket, to.Lower(call.Arguments[0]), Numbers(call.Arguments[1])), "How many of the ascending boundaries are at most x."),
        new("quantile_bucketize", [new("x", Number), new("buckets", Count, Least: 2, Most: MostBuckets)], ValueType.Number, QuantileBucketize,
            "Bucket of x, with boundaries fitted so that the training split fills the buckets evenly."),
        new("standardize", [new("x", Number)], ValueType.Number, Standardize, "(x - mean) / standard deviation, both fitted; a deviation of 0 counts as 1."),
        new("min_max", [new("x", Number), new("low", NumberLiteral, Optional: true), new("high", NumberLiteral, Optional: true)], ValueType.Number, MinMax,
            "x scaled so that the fitted range becomes low (default 0) to high (default 1); values beyond the range go beyond. A range of 0 becomes low."),
    ];

    /// <summary>The numbers of a list that the type checker has accepted.</summary>
    public static double[] Numbers(Syntax list) => [.. ((ListSyntax)list).Items.Select(item => ((NumberSyntax)item).Value)];

    private static FunctionDefinition Simple(string name, Operation operation, string meaning, string? missing = null) =>
        new(name, [new("x", Number)], ValueType.Number, (to, call) => to.Nodes.Numeric(operation, to.Lower(call.Arguments[0])), meaning, missing);

    private static Node Negative(NodeFactory nodes, Node x) => nodes.Numeric(Operation.Subtract, nodes.Number(0), x);

    private static Node Ceiling(Lowering to, CallSyntax call) =>
        Negative(to.Nodes, to.Nodes.Numeric(Operation.Floor, Negative(to.Nodes, to.Lower(call.Arguments[0]))));

    private static Node Round(NodeFactory nodes, Node x) => nodes.Numeric(Operation.Floor, nodes.Numeric(Operation.Add, x, nodes.Number(0.5)));

    private static Node Quantize(Lowering to, CallSyntax call)
    {
        var step = to.Lower(call.Arguments[1]);
        return to.Nodes.Numeric(Operation.Multiply, Round(to.Nodes, to.Nodes.Numeric(Operation.Divide, to.Lower(call.Arguments[0]), step)), step);
    }

    private static Node Extreme(Lowering to, CallSyntax call, bool smallest) =>
        call.Arguments.Select(to.Lower).Aggregate((a, b) => smallest ? Smaller(to.Nodes, a, b) : Larger(to.Nodes, a, b));

    private static Node Smaller(NodeFactory nodes, Node a, Node b) => nodes.Choice(Operation.Select, nodes.Logical(Operation.Less, b, a), b, a);

    private static Node Larger(NodeFactory nodes, Node a, Node b) => nodes.Choice(Operation.Select, nodes.Logical(Operation.Less, a, b), b, a);

    private static Node Clip(Lowering to, CallSyntax call) =>
        Smaller(to.Nodes, Larger(to.Nodes, to.Lower(call.Arguments[0]), to.Lower(call.Arguments[1])), to.Lower(call.Arguments[2]));

    private static Node QuantileBucketize(Lowering to, CallSyntax call)
    {
        var boundaries = to.List(StatisticKind.Quantiles, call, (int)((NumberSyntax)call.Arguments[1]).Value);
        return to.Nodes.WithNumbers(Operation.Bucket, to.Lower(call.Arguments[0]), boundaries);
    }

    private static Node Standardize(Lowering to, CallSyntax call)
    {
        var nodes = to.Nodes;
        var mean = to.Number(StatisticKind.Mean, call);
        var deviation = to.Number(StatisticKind.StandardDeviation, call);
        return nodes.Numeric(
            Operation.Divide, nodes.Numeric(Operation.Subtract, to.Lower(call.Arguments[0]), nodes.Number(mean)), nodes.Number(deviation == 0 ? 1 : deviation));
    }

    private static Node MinMax(Lowering to, CallSyntax call)
    {
        var nodes = to.Nodes;
        var low = call.Arguments.Count > 1 ? ((NumberSyntax)call.Arguments[1]).Value : 0;
        var high = call.Arguments.Count > 2 ? ((NumberSyntax)call.Arguments[2]).Value : 1;
        var least = to.Number(StatisticKind.Minimum, call);
        var most = to.Number(StatisticKind.Maximum, call);
        var range = most - least;
        // A range that overflows is as wide as a double can be told apart anyway.
        var divisor = range == 0 ? 1 : double.IsFinite(range) ? range : double.MaxValue;
        var share = nodes.Numeric(Operation.Divide, nodes.Numeric(Operation.Subtract, to.Lower(call.Arguments[0]), nodes.Number(least)), nodes.Number(divisor));
        return nodes.Numeric(Operation.Add, nodes.Number(low), nodes.Numeric(Operation.Multiply, share, nodes.Number(high - low)));
    }
}

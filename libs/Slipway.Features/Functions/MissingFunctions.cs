using Slipway.Features.Graph;
using Slipway.Features.Language;
using static Slipway.Features.Functions.ParameterKind;

namespace Slipway.Features.Functions;

/// <summary>Functions that decide about missing values, and the conditional.</summary>
internal static class MissingFunctions
{
    public static readonly FunctionDefinition[] All =
    [
        new("is_missing", [new("x", Any)], ValueType.Boolean, (to, call) => to.Nodes.Logical(Operation.IsMissing, to.Lower(call.Arguments[0])),
            "Whether x is missing: null, NaN or an empty text.", "Never missing."),
        new("coalesce", [new("a", Same), new("b", Same, Repeated: true)], null,
            (to, call) => call.Arguments.Select(to.Lower).Aggregate((a, b) => to.Nodes.Choice(Operation.Coalesce, a, b)),
            "First argument that is present.", "Missing when all are."),
        new("impute", [new("x", Same), new("strategy", Strategy)], null, Impute,
            "x, or in its place the fitted mean, median or mode, or a constant.", "Never missing."),
        new("missing_if", [new("x", Same), new("value", SameLiteral, Repeated: true)], null, MissingIf,
            "x, but missing when it equals one of the values, such as -999 or 'unknown'."),
        new("if", [new("condition", ParameterKind.Boolean), new("then", Same), new("else", Same)], null,
            (to, call) => to.Nodes.Choice(Operation.Select, to.Lower(call.Arguments[0]), to.Lower(call.Arguments[1]), to.Lower(call.Arguments[2])),
            "The second argument when the condition is true, the third when it is false.", "Missing when the condition is; the branch not taken has no influence."),
    ];

    private static Node Impute(Lowering to, CallSyntax call)
    {
        var value = to.Lower(call.Arguments[0]);
        return to.Nodes.Choice(Operation.Coalesce, value, Replacement(to, call, value.Type));
    }

    private static Node Replacement(Lowering to, CallSyntax call, NodeType type) => call.Arguments[1] switch
    {
        NameSyntax { Name: "mean" } => to.Nodes.Number(to.Number(StatisticKind.Mean, call)),
        NameSyntax { Name: "median" } => to.Nodes.Number(to.Number(StatisticKind.Median, call)),
        NameSyntax when type == NodeType.Text => to.Nodes.Text(to.Categories(StatisticKind.Categories, call, 1)[0].Value),
        NameSyntax => to.Nodes.Number(to.List(StatisticKind.Values, call, 1)[0]),
        var constant => to.Lower(constant),
    };

    private static Node MissingIf(Lowering to, CallSyntax call)
    {
        var nodes = to.Nodes;
        var value = to.Lower(call.Arguments[0]);
        var result = value;
        foreach (var literal in call.Arguments.Skip(1))
            result = nodes.Choice(Operation.Select, Operators.Equal(nodes, value, to.Lower(literal)), nodes.Missing(value.Type), result);
        return result;
    }
}

using Slipway.Features.Graph;
using Slipway.Features.Language;
using static Slipway.Features.Functions.ParameterKind;

namespace Slipway.Features.Functions;

/// <summary>What a thing was worth at a moment.</summary>
internal static class RateFunctions
{
    public static readonly FunctionDefinition[] All =
    [
        new("rate", [new("key", Text), new("time", Time), new("table", Table)], ValueType.Number, Rate,
            "Rate of the key at the time, from the definition's table of that name: the latest one that is not later. price * rate(currency, bought_at, 'EUR') converts a price.",
            "Missing for a key that the table does not have, and before its first rate."),
    ];

    private static Node Rate(Lowering to, CallSyntax call)
    {
        var nodes = to.Nodes;
        var grid = to.Rates((TextSyntax)call.Arguments[2]);
        var row = nodes.Numeric(Operation.Multiply, nodes.TextIndex(to.Lower(call.Arguments[0]), grid.Keys), nodes.Number(grid.Moments.Length + 1));
        var column = nodes.WithNumbers(Operation.Bucket, to.Lower(call.Arguments[1]), grid.Moments);
        return nodes.WithNumbers(Operation.ElementAt, nodes.Numeric(Operation.Add, row, column), grid.Cells);
    }
}

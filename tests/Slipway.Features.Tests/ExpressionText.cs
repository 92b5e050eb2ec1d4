using System.Globalization;
using Slipway.Features.Language;

namespace Slipway.Features.Tests;

/// <summary>Writes a syntax tree as a person would, so that generated and shrunk expressions can be read and compiled.</summary>
internal static class ExpressionText
{
    private static readonly string[] Infix = ["+", "-", "*", "/", "==", "!=", "<", "<=", ">", ">=", "and", "or", "in"];

    public static string Of(Syntax syntax) => syntax switch
    {
        NumberSyntax number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        TextSyntax text => $"'{text.Value.Replace("'", "''", StringComparison.Ordinal)}'",
        NameSyntax name => name.Name,
        ListSyntax list => $"[{string.Join(", ", list.Items.Select(Of))}]",
        CallSyntax { Function: "negate" } call => $"-({Of(call.Arguments[0])})",
        CallSyntax { Function: "not" } call => $"(not {Of(call.Arguments[0])})",
        CallSyntax call when Infix.Contains(call.Function) => $"({Of(call.Arguments[0])} {call.Function} {Of(call.Arguments[1])})",
        CallSyntax call => $"{call.Function}({string.Join(", ", call.Arguments.Select(Of))})",
        _ => throw new ArgumentException(syntax.ToString()),
    };

    /// <summary>Smaller trees: each part in place of the whole, and the whole with a smaller part.</summary>
    public static IEnumerable<Syntax> Smaller(Syntax syntax)
    {
        if (syntax is not CallSyntax call) yield break;
        foreach (var argument in call.Arguments.Where(argument => argument is not ListSyntax)) yield return argument;
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            foreach (var smaller in Smaller(call.Arguments[i]))
                yield return call with { Arguments = [.. call.Arguments.Take(i), smaller, .. call.Arguments.Skip(i + 1)] };
        }
    }
}

using System.Globalization;
using Slipway.Features.Language;

namespace Slipway.Features.Tests;

/// <summary>Writes a syntax tree as a person would, so that generated and shrunk expressions can be read and compiled.</summary>
internal static class ExpressionText
{
    private static readonly string[] Infix = ["+", "-", "*", "/", "==", "!=", "<", "<=", ">", ">=", "and", "or", "in"];

    /// <summary>One column of each type.</summary>
    private static readonly string[] Columns = ["price", "returning", "country", "clicked_at"];

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

    /// <summary>Names of all functions and operators in the tree.</summary>
    public static IEnumerable<string> Functions(Syntax syntax) =>
        syntax is CallSyntax call ? call.Arguments.SelectMany(Functions).Prepend(call.Function) : [];

    /// <summary>Number of parts of the tree.</summary>
    public static int Size(Syntax syntax) => syntax switch
    {
        CallSyntax call => 1 + call.Arguments.Sum(Size),
        ListSyntax list => 1 + list.Items.Sum(Size),
        _ => 1,
    };

    /// <summary>Smaller trees: a column or a part in place of the whole, and the whole with a smaller part. Not all of them have sound types.</summary>
    public static IEnumerable<Syntax> Smaller(Syntax syntax)
    {
        if (syntax is ListSyntax { Items.Count: > 1 } list)
        {
            for (var i = 0; i < list.Items.Count; i++) yield return list with { Items = [.. list.Items.Take(i), .. list.Items.Skip(i + 1)] };
        }

        if (syntax is NumberSyntax number && number.Value is not (0 or 1))
        {
            yield return number with { Value = 0 };
            yield return number with { Value = 1 };
        }

        if (syntax is not CallSyntax call) yield break;
        foreach (var column in Columns) yield return new NameSyntax(0, column, false);
        foreach (var argument in call.Arguments.Where(argument => argument is not ListSyntax)) yield return argument;
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            foreach (var smaller in Smaller(call.Arguments[i]))
                yield return call with { Arguments = [.. call.Arguments.Take(i), smaller, .. call.Arguments.Skip(i + 1)] };
        }
    }
}

using System.Globalization;

namespace Slipway.Features.Language;

/// <summary>Writes an expression in the one form that all spellings of it share; digests and fitted parameters are keyed by it.</summary>
internal static class CanonicalForm
{
    public static string Of(Syntax syntax) => syntax switch
    {
        NumberSyntax number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        TextSyntax text => Quote(text.Value, '\''),
        NameSyntax name => Quote(name.Name, '"'),
        ListSyntax list => $"[{string.Join(",", list.Items.Select(Of))}]",
        CallSyntax call => $"{call.Function}({string.Join(",", call.Arguments.Select(Of))})",
        _ => throw new InvalidOperationException($"No canonical form for {syntax.GetType().Name}."),
    };

    private static string Quote(string value, char quote) => $"{quote}{value.Replace(quote.ToString(), $"{quote}{quote}", StringComparison.Ordinal)}{quote}";
}

using Slipway.Features.Graph;
using Slipway.Features.Language;
using static Slipway.Features.Functions.ParameterKind;

namespace Slipway.Features.Functions;

/// <summary>Functions of text.</summary>
internal static class TextFunctions
{
    // The unit separator of ASCII: it does not occur in data, so 'a' crossed with 'bc' differs from 'ab' crossed with 'c'.
    private const string CrossSeparator = "\u001f";

    public static readonly FunctionDefinition[] All =
    [
        new("lower", [new("x", Text)], ValueType.Text, (to, call) => to.Nodes.Textual(Operation.Lower, to.Lower(call.Arguments[0])),
            "The text with A to Z in small letters; other characters stay as they are."),
        new("concat", [new("a", Text), new("b", Text, Repeated: true)], ValueType.Text,
            (to, call) => call.Arguments.Select(to.Lower).Aggregate((a, b) => to.Nodes.Textual(Operation.Concat, a, b)), "The texts one after the other."),
        new("cross", [new("a", Text), new("b", Text, Repeated: true)], ValueType.Text,
            (to, call) => call.Arguments.Select(to.Lower).Aggregate((a, b) =>
                to.Nodes.Textual(Operation.Concat, to.Nodes.Textual(Operation.Concat, a, to.Nodes.Text(CrossSeparator)), b)),
            "One category for each combination; the function around it bounds their number, as in one_hot(cross(country, device), 100)."),
        Match("contains", Operation.Contains, "Whether the text contains the part, byte by byte."),
        Match("starts_with", Operation.StartsWith, "Whether the text starts with the part."),
        Match("ends_with", Operation.EndsWith, "Whether the text ends with the part."),
        new("matches", [new("x", Text), new("pattern", Pattern)], ValueType.Boolean,
            (to, call) => to.Nodes.Match(Operation.Matches, to.Lower(call.Arguments[0]), ((TextSyntax)call.Arguments[1]).Value),
            "Whether the pattern matches the text as a whole: characters, . for any, classes like [A-Z0-9], groups, alternatives, and repetition by * + ? {2,5}."),
        new("word_count", [new("x", Text)], ValueType.Number, (to, call) => to.Nodes.Numeric(Operation.CountPieces, to.Lower(call.Arguments[0])),
            "Number of pieces between single spaces; two spaces in a row make an empty piece, which counts."),
    ];

    private static FunctionDefinition Match(string name, Operation operation, string meaning) =>
        new(name, [new("x", Text), new("part", TextLiteral)], ValueType.Boolean,
            (to, call) => to.Nodes.Match(operation, to.Lower(call.Arguments[0]), ((TextSyntax)call.Arguments[1]).Value), meaning);
}

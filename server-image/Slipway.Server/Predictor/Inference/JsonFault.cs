using System.Text;
using System.Text.Json;

namespace Slipway.Server.Predictor.Inference;

/// <summary>Says in a client's words what is wrong with a body that is no JSON.</summary>
internal static class JsonFault
{
    private static readonly string[] NumbersThatJsonLacks = ["-NaN", "-Infinity", "-nan", "-inf", "NaN", "Infinity", "nan", "inf"];

    public static string Explain(ReadOnlySpan<byte> body, JsonException fault)
    {
        if (body.IsEmpty) return "the body is empty; it must be a JSON object with \"inputs\"";
        var at = Position(body, fault);
        // The reader takes the sign for the start of a number and stops behind it.
        var start = at > 0 && at < body.Length && body[at - 1] == '-' ? at - 1 : at;
        var text = Encoding.UTF8.GetString(body[start..Math.Min(body.Length, at + 16)]);
        foreach (var number in NumbersThatJsonLacks)
            if (text.StartsWith(number, StringComparison.Ordinal))
                return $"JSON has no {number} (byte {at}); write null for a missing value";
        return $"the body is no valid JSON at byte {at}, near \"{text.Trim()}\"";
    }

    public static string Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        _ => "the end",
    };

    private static int Position(ReadOnlySpan<byte> body, JsonException fault)
    {
        var start = 0;
        for (var line = fault.LineNumber ?? 0; line > 0; line--)
        {
            var newline = body[start..].IndexOf((byte)'\n');
            if (newline < 0) break;
            start += newline + 1;
        }

        return (int)Math.Min(body.Length, start + (fault.BytePositionInLine ?? 0));
    }
}

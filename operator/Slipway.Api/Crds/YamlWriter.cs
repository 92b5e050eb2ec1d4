using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Slipway.Api.Crds;

/// <summary>Writes a JSON tree as block YAML. Every text that YAML could read as something else is quoted as JSON, which YAML includes.</summary>
internal static partial class YamlWriter
{
    public static string Write(JsonNode node)
    {
        var text = new StringBuilder();
        Block(text, node, 0);
        return text.ToString();
    }

    private static void Block(StringBuilder text, JsonNode node, int indent)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    text.Append(' ', indent).Append(Scalar(JsonValue.Create(name))).Append(':');
                    Value(text, value, value is JsonArray ? indent : indent + 2);
                }

                break;
            case JsonArray items:
                foreach (var item in items) Item(text, item, indent);
                break;
            default:
                text.Append(Scalar(node)).Append('\n');
                break;
        }
    }

    private static void Value(StringBuilder text, JsonNode? value, int indent)
    {
        if (IsBlock(value))
        {
            text.Append('\n');
            Block(text, value!, indent);
        }
        else
        {
            text.Append(' ').Append(Scalar(value)).Append('\n');
        }
    }

    private static void Item(StringBuilder text, JsonNode? item, int indent)
    {
        text.Append(' ', indent).Append("- ");
        if (!IsBlock(item))
        {
            text.Append(Scalar(item)).Append('\n');
            return;
        }

        // The first member stands behind the dash, the others below it.
        var start = text.Length;
        Block(text, item!, indent + 2);
        text.Remove(start, indent + 2);
    }

    private static bool IsBlock(JsonNode? node) => node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 };

    private static string Scalar(JsonNode? node) => node switch
    {
        null => "null",
        JsonValue value when value.TryGetValue<string>(out var text) => Plain().IsMatch(text) && !Word().IsMatch(text) ? text : Quoted(text),
        _ => node.ToJsonString(),
    };

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString(Readable);

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = ApiJson.Default,
    };

    [GeneratedRegex(@"^\.?[A-Za-z][-A-Za-z0-9_./]*( [-A-Za-z0-9_.,;/()]+)*$")]
    private static partial Regex Plain();

    [GeneratedRegex("^(true|false|yes|no|on|off|y|n|null|\\.(inf|nan))$", RegexOptions.IgnoreCase)]
    private static partial Regex Word();
}

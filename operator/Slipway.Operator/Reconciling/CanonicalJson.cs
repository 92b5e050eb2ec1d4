using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Operator.Reconciling;

/// <summary>Digests of JSON trees that do not depend on the order of members.</summary>
internal static class CanonicalJson
{
    /// <summary><c>sha256:</c> and 64 hexadecimal digits over the tree with sorted members.</summary>
    public static string Digest(JsonNode? tree)
    {
        var text = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(text)) Write(writer, tree);
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(text.WrittenSpan));
    }

    /// <summary>The first hexadecimal digits of a digest, for names.</summary>
    public static string Short(string digest, int length) => digest["sha256:".Length..][..length];

    private static void Write(Utf8JsonWriter writer, JsonNode? tree)
    {
        switch (tree)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonObject members:
                writer.WriteStartObject();
                foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items) Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                tree.WriteTo(writer);
                break;
        }
    }
}

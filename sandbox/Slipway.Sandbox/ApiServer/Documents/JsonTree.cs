using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Sandbox.ApiServer.Documents;

/// <summary>
/// Reads, compares and writes JSON trees. Trees made here are fully materialised, so that a stored one can be read by
/// many threads; numbers are either <see cref="long"/> or <see cref="double"/>, as in the Go implementation.
/// </summary>
internal static class JsonTree
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 256 };

    /// <summary>Parses one document; the last of two equal keys wins and its path is noted in <paramref name="duplicates"/>.</summary>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8, ICollection<string>? duplicates = null)
    {
        var reader = new Utf8JsonReader(utf8, ReaderOptions);
        if (!reader.Read())
        {
            throw new JsonException("unexpected end of JSON input");
        }

        var node = ReadValue(ref reader, "", duplicates);
        return reader.Read() ? throw new JsonException("invalid character after top-level value") : node;
    }

    public static JsonNode? Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    public static JsonObject ParseObject(string text) => (JsonObject)Parse(text)!;

    public static byte[] ToUtf8(JsonNode? node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, WriterOptions))
        {
            Write(writer, node);
        }

        return stream.ToArray();
    }

    public static string ToText(JsonNode? node) => Encoding.UTF8.GetString(ToUtf8(node));

    public static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        if (node is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            node.WriteTo(writer);
        }
    }

    public static bool Equal(JsonNode? a, JsonNode? b) => (a, b) switch
    {
        (null, null) => true,
        (JsonObject x, JsonObject y) => x.Count == y.Count && x.All(m => y.TryGetPropertyValue(m.Key, out var other) && Equal(m.Value, other)),
        (JsonArray x, JsonArray y) => x.Count == y.Count && x.Zip(y).All(p => Equal(p.First, p.Second)),
        (JsonValue x, JsonValue y) => EqualScalars(x, y),
        _ => false,
    };

    public static bool IsInteger(JsonNode? node, out long value)
    {
        value = 0;
        if (node is not JsonValue scalar)
        {
            return false;
        }

        if (scalar.TryGetValue(out value))
        {
            return true;
        }

        if (scalar.TryGetValue(out int small))
        {
            value = small;
            return true;
        }

        if (scalar.TryGetValue(out double real) && real == Math.Floor(real) && Math.Abs(real) < 9e15)
        {
            value = (long)real;
            return true;
        }

        return false;
    }

    public static bool IsNumber(JsonNode? node, out double value)
    {
        value = 0;
        if (IsInteger(node, out var whole))
        {
            value = whole;
            return true;
        }

        return node is JsonValue scalar && scalar.TryGetValue(out value);
    }

    public static bool IsString(JsonNode? node, out string value)
    {
        value = "";
        if (node is JsonValue scalar && scalar.TryGetValue(out string? text) && text is not null)
        {
            value = text;
            return true;
        }

        return false;
    }

    public static bool IsBoolean(JsonNode? node, out bool value)
    {
        value = false;
        return node is JsonValue scalar && scalar.TryGetValue(out value);
    }

    /// <summary>A scalar as it is shown to people: strings bare, numbers and booleans as in JSON.</summary>
    public static string Display(JsonNode? node) => IsString(node, out var text) ? text : ToText(node);

    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var segment in path)
        {
            if (node is not JsonObject parent || !parent.TryGetPropertyValue(segment, out node))
            {
                return null;
            }
        }

        return node;
    }

    public static string? TextAt(this JsonNode? node, params ReadOnlySpan<string> path) => IsString(node.At(path), out var text) ? text : null;

    public static long? IntegerAt(this JsonNode? node, params ReadOnlySpan<string> path) => IsInteger(node.At(path), out var value) ? value : null;

    public static bool FlagAt(this JsonNode? node, params ReadOnlySpan<string> path) => IsBoolean(node.At(path), out var value) && value;

    public static JsonObject? ObjectAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    public static JsonArray? ArrayAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonArray;

    /// <summary>The member, made when it is not there or not an object.</summary>
    public static JsonObject Child(this JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }

        return child;
    }

    public static void SetDefault(this JsonObject parent, string name, Func<JsonNode?> value)
    {
        if (parent[name] is null)
        {
            parent[name] = value();
        }
    }

    public static void SetDefault(this JsonObject parent, string name, string value) => parent.SetDefault(name, () => JsonValue.Create(value));

    public static void SetDefault(this JsonObject parent, string name, long value) => parent.SetDefault(name, () => JsonValue.Create(value));

    public static IEnumerable<JsonObject> Objects(this JsonArray? array) => array?.OfType<JsonObject>() ?? [];

    public static IEnumerable<string> Strings(this JsonArray? array)
    {
        foreach (var item in array ?? [])
        {
            if (IsString(item, out var text))
            {
                yield return text;
            }
        }
    }

    private static bool EqualScalars(JsonValue a, JsonValue b)
    {
        if (IsString(a, out var text))
        {
            return IsString(b, out var other) && text == other;
        }

        if (IsNumber(a, out var number))
        {
            return IsNumber(b, out var other) && number.Equals(other);
        }

        return IsBoolean(a, out var flag) && IsBoolean(b, out var otherFlag) && flag == otherFlag;
    }

    private static JsonNode? ReadValue(ref Utf8JsonReader reader, string path, ICollection<string>? duplicates)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, path, duplicates);
            case JsonTokenType.StartArray:
                var array = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    array.Add(ReadValue(ref reader, duplicates is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{path}[{array.Count}]"), duplicates));
                }

                return array;
            case JsonTokenType.String:
                return JsonValue.Create(reader.GetString());
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var whole) ? JsonValue.Create(whole) : JsonValue.Create(reader.GetDouble());
            case JsonTokenType.True:
            case JsonTokenType.False:
                return JsonValue.Create(reader.GetBoolean());
            default:
                return null;
        }
    }

    private static JsonObject ReadObject(ref Utf8JsonReader reader, string path, ICollection<string>? duplicates)
    {
        var result = new JsonObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            var child = duplicates is null ? "" : path.Length == 0 ? name : $"{path}.{name}";
            if (duplicates is not null && result.ContainsKey(name) && !duplicates.Contains(child))
            {
                duplicates.Add(child);
            }

            reader.Read();
            result[name] = ReadValue(ref reader, child, duplicates);
        }

        return result;
    }
}

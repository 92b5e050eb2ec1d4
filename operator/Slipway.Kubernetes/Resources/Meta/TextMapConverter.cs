using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Kubernetes.Resources;

/// <summary>Reads labels and annotations compactly: every object has them.</summary>
public sealed class TextMapConverter : JsonConverter<IReadOnlyDictionary<string, string>>
{
    private static readonly SharedStringConverter Texts = new();

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("an object of texts was expected");
        var pairs = new List<KeyValuePair<string, string>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = Texts.ReadAsPropertyName(ref reader, typeof(string), options);
            reader.Read();
            pairs.Add(new(key, Texts.Read(ref reader, typeof(string), options) ?? throw new JsonException($"'{key}' is null; a text was expected")));
        }

        return new TextMap(pairs);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (key, text) in value) writer.WriteString(key, text);
        writer.WriteEndObject();
    }
}

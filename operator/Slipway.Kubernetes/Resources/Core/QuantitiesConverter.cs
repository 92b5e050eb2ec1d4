using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Kubernetes.Resources;

/// <summary>Reads a map of quantities in which people write <c>cpu: 2</c> as well as <c>cpu: "2"</c>; writes text.</summary>
public sealed class QuantitiesConverter : JsonConverter<IReadOnlyDictionary<string, string>>
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("quantities are a map from resource name to amount");
        var quantities = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            quantities[name] = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString()!,
                JsonTokenType.Number => reader.HasValueSequence ? Encoding.UTF8.GetString(reader.ValueSequence) : Encoding.UTF8.GetString(reader.ValueSpan),
                _ => throw new JsonException($"the quantity '{name}' is neither a number nor text"),
            };
        }

        return quantities;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, amount) in value) writer.WriteString(name, amount);
        writer.WriteEndObject();
    }
}

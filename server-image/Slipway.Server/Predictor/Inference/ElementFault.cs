using System.Text;
using System.Text.Json;
using Slipway.Server.Predictor.Loading;

namespace Slipway.Server.Predictor.Inference;

/// <summary>Says which value of which input cannot be taken.</summary>
internal static class ElementFault
{
    public static RequestRefusedException Missing(TensorSpec spec, int index) =>
        RequestRefusedException.Missing($"input \"{spec.Name}\", row {index / spec.RowLength}: a value is required, it is missing");

    public static RequestRefusedException Wrong(TensorSpec spec, int index, string expected, in Utf8JsonReader reader)
    {
        var value = reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject
            ? JsonFault.Kind(reader.TokenType)
            : $"{JsonFault.Kind(reader.TokenType)}, {Shown(reader)}";
        return RequestRefusedException.Type($"input \"{spec.Name}\", row {index / spec.RowLength}: expected {expected}, got {value}");
    }

    private static string Shown(in Utf8JsonReader reader)
    {
        const int most = 40;
        var text = Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(most, reader.ValueSpan.Length)]);
        if (reader.ValueSpan.Length > most) text += "...";
        return reader.TokenType == JsonTokenType.String ? $"\"{text}\"" : text;
    }
}

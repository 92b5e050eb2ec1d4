using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CommunityToolkit.HighPerformance.Buffers;

namespace Slipway.Kubernetes.Resources;

/// <summary>Reads texts that many objects say (label keys, kinds, reasons, namespaces) into one string, so that a cache keeps each of them once.</summary>
/// <remarks>
/// <para>Guarantees: bounded. The pool holds the texts that were read last, and drops others; what is dropped is merely no longer shared.</para>
/// <para>Caveats: nobody should compare the strings by reference.</para>
/// </remarks>
public sealed class SharedStringConverter : JsonConverter<string>
{
    // Longer ones are messages, digests and addresses, which hardly ever repeat.
    private const int MaxBytes = 63;

    private static readonly StringPool Pool = new(minimumSize: 8192);

    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Text(ref reader);

    /// <inheritdoc/>
    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Text(ref reader)!;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    private static string? Text(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !reader.HasValueSequence && !reader.ValueIsEscaped && reader.ValueSpan.Length is > 0 and <= MaxBytes
            ? Pool.GetOrAdd(reader.ValueSpan, Encoding.UTF8)
            : reader.GetString();
}

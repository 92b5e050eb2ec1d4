using System.Buffers;
using System.Text.Json;
using Slipway.Server.Hosting;
using Slipway.Server.Predictor.Loading;

namespace Slipway.Server.Predictor.Inference;

/// <summary>The parts of every answer that never change for one model, encoded once.</summary>
internal sealed class InferAnswerHead(ModelIdentity identity, ModelSchema schema)
{
    public JsonEncodedText ModelName { get; } = JsonEncodedText.Encode(identity.Name, JsonAnswer.WriterOptions.Encoder);

    public JsonEncodedText ModelVersion { get; } = JsonEncodedText.Encode(identity.Version, JsonAnswer.WriterOptions.Encoder);

    public JsonEncodedText[] OutputNames { get; } = [.. schema.Outputs.Select(output => JsonEncodedText.Encode(output.Name, JsonAnswer.WriterOptions.Encoder))];

    /// <summary>The object <c>parameters</c>: digest, and the threshold of a binary model.</summary>
    public byte[] Parameters { get; } = EncodeParameters(identity);

    private static byte[] EncodeParameters(ModelIdentity identity)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonAnswer.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("digest", identity.Digest);
        if (identity.Revision.Length > 0) writer.WriteString("revision", identity.Revision);
        if (identity.Threshold is { } threshold) writer.WriteNumber("threshold", threshold);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}

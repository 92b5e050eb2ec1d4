using System.Buffers;
using System.Text.Json;

namespace Slipway.XGBoost.Model;

/// <summary>Parses what XGBoost saves as JSON: it writes NaN and Infinity, which JSON has no words for, as thresholds of splits by category for one.</summary>
internal static class ModelJson
{
    /// <summary>The document, with null for each number that is none.</summary>
    internal static JsonDocument Parse(ReadOnlyMemory<byte> json) =>
        json.Span.IndexOf("NaN"u8) < 0 && json.Span.IndexOf("Infinity"u8) < 0 ? JsonDocument.Parse(json) : JsonDocument.Parse(WithNulls(json.Span));

    private static ReadOnlyMemory<byte> WithNulls(ReadOnlySpan<byte> json)
    {
        var written = new ArrayBufferWriter<byte>(json.Length + (json.Length / 16));
        var inText = false;
        for (var at = 0; at < json.Length; at++)
        {
            var rest = json[at..];
            var length = inText ? 0 : rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("-NaN"u8) ? 4 : rest.StartsWith("-Infinity"u8) ? 9 : 0;
            if (length > 0)
            {
                written.Write("null"u8);
                at += length - 1;
                continue;
            }

            if (inText && json[at] == '\\')
            {
                written.Write(json.Slice(at++, 2));
                continue;
            }

            if (json[at] == '"') inText = !inText;
            written.Write(json.Slice(at, 1));
        }

        return written.WrittenMemory;
    }
}

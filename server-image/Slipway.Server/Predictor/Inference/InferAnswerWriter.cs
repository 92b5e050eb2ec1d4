using System.Text.Json;
using Slipway.OnnxRuntime;
using Slipway.Server.Predictor.Loading;

namespace Slipway.Server.Predictor.Inference;

/// <summary>Writes the answer of an infer request.</summary>
internal static class InferAnswerWriter
{
    private static readonly JsonEncodedText ModelName = JsonEncodedText.Encode("model_name");
    private static readonly JsonEncodedText ModelVersion = JsonEncodedText.Encode("model_version");
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Parameters = JsonEncodedText.Encode("parameters");
    private static readonly JsonEncodedText Outputs = JsonEncodedText.Encode("outputs");
    private static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
    private static readonly JsonEncodedText Datatype = JsonEncodedText.Encode("datatype");
    private static readonly JsonEncodedText Shape = JsonEncodedText.Encode("shape");
    private static readonly JsonEncodedText Data = JsonEncodedText.Encode("data");

    /// <summary>Writes the whole answer.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="model">The model that answered.</param>
    /// <param name="id">The client's id, or null.</param>
    /// <param name="wanted">Positions of the outputs that were asked for; empty for all.</param>
    /// <param name="outputs">What the model returned.</param>
    /// <param name="notNumbers">Counts, by output, the values that are no finite number; JSON carries them as null.</param>
    public static void Write(Utf8JsonWriter writer, ServedModel model, string? id, ReadOnlySpan<int> wanted, ReadOnlySpan<OrtTensor> outputs, Span<int> notNumbers)
    {
        var head = model.AnswerHead;
        writer.WriteStartObject();
        writer.WriteString(ModelName, head.ModelName);
        writer.WriteString(ModelVersion, head.ModelVersion);
        if (id is not null) writer.WriteString(Id, id);
        writer.WritePropertyName(Parameters);
        writer.WriteRawValue(head.Parameters, skipInputValidation: true);
        writer.WriteStartArray(Outputs);
        for (var i = 0; i < outputs.Length; i++)
        {
            var index = wanted.IsEmpty ? i : wanted[i];
            writer.WriteStartObject();
            writer.WriteString(Name, head.OutputNames[index]);
            writer.WriteString(Datatype, model.Schema.Outputs[index].Datatype);
            writer.WriteStartArray(Shape);
            foreach (var length in outputs[i].Shape) writer.WriteNumberValue(length);
            writer.WriteEndArray();
            writer.WriteStartArray(Data);
            notNumbers[index] = WriteData(writer, outputs[i]);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
    }

    private static int WriteData(Utf8JsonWriter writer, OrtTensor tensor)
    {
        var notNumbers = 0;
        switch (tensor.ElementType)
        {
            case OrtElementType.Float:
                foreach (var value in tensor.AsSpan<float>())
                    if (float.IsFinite(value)) writer.WriteNumberValue(value);
                    else WriteNull(writer, ref notNumbers);
                break;
            case OrtElementType.Double:
                foreach (var value in tensor.AsSpan<double>())
                    if (double.IsFinite(value)) writer.WriteNumberValue(value);
                    else WriteNull(writer, ref notNumbers);
                break;
            case OrtElementType.Int64:
                foreach (var value in tensor.AsSpan<long>()) writer.WriteNumberValue(value);
                break;
            case OrtElementType.Int32:
                foreach (var value in tensor.AsSpan<int>()) writer.WriteNumberValue(value);
                break;
            case OrtElementType.Bool:
                foreach (var value in tensor.AsSpan<bool>()) writer.WriteBooleanValue(value);
                break;
            default:
                WriteTexts(writer, tensor);
                break;
        }

        return notNumbers;
    }

    private static void WriteTexts(Utf8JsonWriter writer, OrtTensor tensor)
    {
        var (bytes, offsets) = tensor.GetUtf8();
        for (var i = 0; i < offsets.Length; i++)
        {
            var end = i + 1 < offsets.Length ? offsets[i + 1] : bytes.Length;
            writer.WriteStringValue(bytes.AsSpan(offsets[i]..end));
        }
    }

    private static void WriteNull(Utf8JsonWriter writer, ref int count)
    {
        writer.WriteNullValue();
        count++;
    }
}

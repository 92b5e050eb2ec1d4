using System.Buffers;
using System.Text.Json;
using Slipway.OnnxRuntime;
using Slipway.Server.Hosting;
using Slipway.Server.Predictor.Loading;

namespace Slipway.Server.Predictor.Inference;

/// <summary>Answers a few made-up requests before the first real one, and so proves that the model answers at all.</summary>
internal static class WarmUp
{
    private const int SingleRows = 50;

    private const int LargeBatch = 64;

    /// <exception cref="ModelRefusedException">The model fails on an ordinary row.</exception>
    public static void Run(ServedModel model, TimeProvider clock)
    {
        // Counted apart, in metrics that nobody reads: what is reported is what clients asked. Made-up values may break expectations.
        using var nobody = new PredictorState();
        var inferer = new Inferer(model, new PredictorMetrics(nobody).Start(model), LargeBatch, clock) { Rejects = false };
        var answer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(answer, JsonAnswer.WriterOptions);
        try
        {
            var single = Request(model.Schema, 1);
            for (var i = 0; i < SingleRows; i++)
            {
                answer.ResetWrittenCount();
                inferer.Answer(single, answer, writer);
            }

            inferer.Answer(Request(model.Schema, LargeBatch), answer, writer);
        }
        catch (OrtException failed)
        {
            throw new ModelRefusedException($"the model does not answer its warm-up request: {failed.Message}", failed);
        }
    }

    /// <summary>Rows of plain values; no value is missing, so that required inputs pass too.</summary>
    private static byte[] Request(ModelSchema schema, int rows)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonAnswer.WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartArray("inputs");
        foreach (var input in schema.Inputs)
        {
            writer.WriteStartObject();
            writer.WriteString("name", input.Name);
            writer.WriteString("datatype", input.Datatype);
            writer.WriteStartArray("shape");
            writer.WriteNumberValue(rows);
            foreach (var length in input.Shape.Skip(1)) writer.WriteNumberValue(length);
            writer.WriteEndArray();
            writer.WriteStartArray("data");
            for (var i = 0; i < rows * input.RowLength; i++) WriteValue(writer, input.ElementType);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, OrtElementType type)
    {
        if (type == OrtElementType.String) writer.WriteStringValue("a"u8);
        else if (type == OrtElementType.Bool) writer.WriteBooleanValue(false);
        else writer.WriteNumberValue(1);
    }
}

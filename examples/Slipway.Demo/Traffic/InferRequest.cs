using System.Text.Json;
using Slipway.Demo.Shop;

namespace Slipway.Demo.Traffic;

/// <summary>A showing as a request of the Open Inference Protocol: one tensor for each raw column, missing values null.</summary>
internal static class InferRequest
{
    public static byte[] For(Showing showing)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("id", showing.EventId);
            writer.WriteStartArray("inputs");
            Text(writer, "country", showing.Country);
            Text(writer, "device", showing.Device);
            Text(writer, "yarn_type", showing.YarnType);
            Text(writer, "colour", showing.Colour);
            Text(writer, "currency", showing.Currency);
            Text(writer, "search_text", showing.SearchText);
            Number(writer, "price", showing.Price);
            Number(writer, "discount", showing.Discount);
            Number(writer, "hours_since_login", showing.HoursSinceLogin);
            Number(writer, "event_time", new DateTimeOffset(showing.EventTime).ToUnixTimeMilliseconds() / 1000.0);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Text(Utf8JsonWriter writer, string name, string value)
    {
        Begin(writer, name, "BYTES");
        if (value.Length == 0) writer.WriteNullValue();
        else writer.WriteStringValue(value);
        End(writer);
    }

    private static void Number(Utf8JsonWriter writer, string name, double value)
    {
        Begin(writer, name, "FP64");
        if (double.IsNaN(value)) writer.WriteNullValue();
        else writer.WriteNumberValue(value);
        End(writer);
    }

    private static void Begin(Utf8JsonWriter writer, string name, string datatype)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteString("datatype", datatype);
        writer.WriteStartArray("shape");
        writer.WriteNumberValue(1);
        writer.WriteNumberValue(1);
        writer.WriteEndArray();
        writer.WriteStartArray("data");
    }

    private static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

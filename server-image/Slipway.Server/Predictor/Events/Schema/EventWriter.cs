using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Slipway.Contracts.Data;
using Slipway.Server.Hosting;

namespace Slipway.Server.Predictor.Events.Schema;

/// <summary>Writes events as JSON lines: what two readers could take differently, such as offsets of times, is gone.</summary>
internal sealed class EventWriter(EventSchema schema) : IDisposable
{
    private readonly ArrayBufferWriter<byte> target = new(4096);
    private readonly Utf8JsonWriter writer = new(Stream.Null, JsonAnswer.WriterOptions);

    public ReadOnlyMemory<byte> Written => target.WrittenMemory;

    /// <returns>Bytes of the line.</returns>
    public int Write(ReadOnlySpan<EventValue> values)
    {
        var before = target.WrittenCount;
        writer.Reset(target);
        writer.WriteStartObject();
        for (var at = 0; at < values.Length; at++)
        {
            if (!values[at].IsThere) continue;
            writer.WritePropertyName(schema.Columns[at].Utf8Name);
            WriteValue(schema.Columns[at].Column.Type, values[at]);
        }

        writer.WriteEndObject();
        writer.Flush();
        target.Write("\n"u8);
        return target.WrittenCount - before;
    }

    public void Dispose() => writer.Dispose();

    private void WriteValue(ColumnType type, EventValue value)
    {
        switch (type)
        {
            case ColumnType.Int64:
                writer.WriteNumberValue(value.Whole);
                break;
            case ColumnType.Float64:
                writer.WriteNumberValue(value.Number);
                break;
            case ColumnType.Boolean:
                writer.WriteBooleanValue(value.Number != 0);
                break;
            case ColumnType.Timestamp:
                writer.WriteStringValue(DateTime.UnixEpoch.AddTicks(value.Whole * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
                break;
            case ColumnType.Date:
                writer.WriteStringValue(DateTime.UnixEpoch.AddTicks(value.Whole * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteStringValue(value.Text);
                break;
        }
    }
}

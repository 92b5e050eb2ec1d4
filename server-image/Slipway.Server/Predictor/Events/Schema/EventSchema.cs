using System.Text.Json;
using Slipway.Contracts.Serving;

namespace Slipway.Server.Predictor.Events.Schema;

/// <summary>Reads events of a dataset out of JSON, and writes them in the one form in which the log has them.</summary>
/// <remarks>Guarantees: an event without a fault is one that a snapshot of the dataset takes, with the same values.</remarks>
internal sealed class EventSchema
{
    private readonly EventColumn[] columns;

    /// <exception cref="InvalidDataException">The log has no such event time.</exception>
    public EventSchema(EventLog log)
    {
        columns = [.. log.Columns.Select(column => new EventColumn(column, column.Name == log.EventTime || log.Key?.Contains(column.Name) == true))];
        EventTime = PositionOf(log.EventTime) ?? throw new InvalidDataException($"Dataset '{log.Dataset}' has no column '{log.EventTime}' that could be the event time");
    }

    public IReadOnlyList<EventColumn> Columns => columns;

    /// <summary>Position of the event time.</summary>
    public int EventTime { get; }

    public int? PositionOf(string column)
    {
        var at = Array.FindIndex(columns, each => each.Column.Name == column);
        return at < 0 ? null : at;
    }

    /// <summary>Reads the event that the reader stands on; it ends on the event's last token.</summary>
    /// <param name="reader">Stands on the event's first token.</param>
    /// <param name="values">One for each column.</param>
    /// <param name="faults">Told what is wrong.</param>
    /// <param name="refuseOthers">Whether a field that is no column, or stands twice, is a fault; a snapshot passes over it, as do readers of the log.</param>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public void Read(ref Utf8JsonReader reader, Span<EventValue> values, EventFaults faults, bool refuseOthers)
    {
        values.Clear();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            faults.Add(null, null, "is no JSON object", "send an object with the dataset's columns as fields");
            reader.Skip();
            return;
        }

        Span<bool> seen = columns.Length <= 256 ? stackalloc bool[columns.Length] : new bool[columns.Length];
        Span<bool> faulty = columns.Length <= 256 ? stackalloc bool[columns.Length] : new bool[columns.Length];
        for (var expected = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; expected++)
        {
            var at = Find(ref reader, expected);
            if (at < 0 || seen[at])
            {
                if (refuseOthers) faults.Add(Name(ref reader), null, at < 0 ? "is no column of the dataset" : "stands twice", at < 0 ? $"columns are {string.Join(", ", columns.Select(column => column.Column.Name))}" : "send it once");
                reader.Skip();
                continue;
            }

            (seen[at], expected) = (true, at);
            reader.Read();
            faulty[at] = !columns[at].Read(ref reader, faults, out values[at]);
        }

        for (var at = 0; at < columns.Length; at++)
            if (columns[at].Required && !values[at].IsThere && !faulty[at]) columns[at].AddMissing(faults);
    }

    /// <summary>Fields come in the order of the columns more often than not, so that place is tried first.</summary>
    private int Find(ref Utf8JsonReader reader, int expected)
    {
        if (expected < columns.Length && reader.ValueTextEquals(columns[expected].Utf8Name)) return expected;
        for (var at = 0; at < columns.Length; at++)
            if (reader.ValueTextEquals(columns[at].Utf8Name)) return at;
        return -1;
    }

    private static string? Name(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

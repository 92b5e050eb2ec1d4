using System.Text.Json;
using Slipway.Server.Predictor.Events.Log;
using Slipway.Server.Predictor.Events.Schema;

namespace Slipway.Server.Predictor.Events.Receiving;

/// <summary>The events of a request: as they go into the log when none has a fault, and what is wrong otherwise.</summary>
/// <param name="Events">How many.</param>
/// <param name="Lines">JSON lines; whole only without faults.</param>
/// <param name="Faults">What is wrong.</param>
internal sealed record EventBundle(int Events, ReadOnlyMemory<byte> Lines, EventFaults Faults)
{
    /// <summary>A snapshot reads no line of more than 2 MB.</summary>
    private const int LongestLine = 1 << 20;

    /// <summary>Reads JSON lines, one event, or an array of events.</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static EventBundle Read(ReadOnlySpan<byte> body, ServedLog log, DateTimeOffset now)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { AllowMultipleValues = true });
        var faults = new EventFaults();
        using var writer = new EventWriter(log.Schema);
        var values = new EventValue[log.Schema.Columns.Count];
        var limits = new TimeLimits(log.Definition, now);
        var events = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndArray || (reader.TokenType == JsonTokenType.StartArray && reader.CurrentDepth == 0)) continue;
            faults.Index = events++;
            var before = faults.Count;
            log.Schema.Read(ref reader, values, faults, refuseOthers: true);
            if (values[log.Schema.EventTime] is { IsThere: true } moment) limits.Check(moment.Whole, faults);
            if (faults.Count == before && writer.Write(values) > LongestLine) faults.Add(null, null, $"is larger than {LongestLine} bytes", "send smaller events");
        }

        return new EventBundle(events, writer.Written, faults);
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Contracts.Data;
using Slipway.Server.Predictor.Inference;

namespace Slipway.Server.Predictor.Events.Schema;

/// <summary>Takes the values of one column: what is taken here, a snapshot takes as well, and to the same value.</summary>
internal sealed class EventColumn
{
    private readonly Regex? pattern;
    private readonly HashSet<string>? allowed;
    private readonly bool shown;

    public EventColumn(Column column, bool required)
    {
        Column = column;
        Required = required || !column.Nullable;
        shown = column.Sensitivity != Sensitivity.Personal && column.Protection is null;
        allowed = column.AllowedValues is { Count: > 0 } values ? new HashSet<string>(values, StringComparer.Ordinal) : null;
        if (column.Pattern is { } text && Re2Pattern.TryTranslate(text, out var expression)) pattern = expression;
    }

    public Column Column { get; }

    public byte[] Utf8Name => field ??= Encoding.UTF8.GetBytes(Column.Name);

    public bool Required { get; }

    /// <summary>Whether the column has a pattern that only a snapshot can judge.</summary>
    public bool LeavesPattern => Column.Pattern is not null && pattern is null;

    /// <summary>Takes the value that the reader stands on.</summary>
    /// <returns>False when there is a fault.</returns>
    public bool Read(ref Utf8JsonReader reader, EventFaults faults, out EventValue value)
    {
        value = default;
        if (reader.TokenType == JsonTokenType.Null) return true;
        if (Number(ref reader) is { } number) return Check(value = number, null, faults);
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            faults.Add(Column.Name, null, $"is {JsonFault.Kind(reader.TokenType)}", $"send {Expected}");
            reader.Skip();
            return false;
        }

        if (Text(ref reader) is not { } text) return Refuse(faults, null, "is no valid Unicode text", "send UTF-8, without halves of surrogate pairs");
        if (text.Length == 0) return true;
        if (Convert(text) is not { } converted) return Refuse(faults, text, $"is no {Column.Type}", $"send {Expected}");
        return Check(value = converted, text, faults);
    }

    public void AddMissing(EventFaults faults) => faults.Add(Column.Name, null, "is missing", $"send {Expected}");

    private string Expected => Column.Type switch
    {
        ColumnType.Int64 => "a whole number of at most 64 bits",
        ColumnType.Float64 => "a number",
        ColumnType.Boolean => "true or false",
        ColumnType.Timestamp => "a time such as \"2026-11-27T06:00:00.125Z\"",
        ColumnType.Date => "a day such as \"2026-11-27\"",
        _ => "a text",
    };

    /// <summary>Nearly all numbers are JSON numbers; they need no text.</summary>
    private EventValue? Number(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number) return null;
        if (Column.Type == ColumnType.Int64 && reader.TryGetInt64(out var whole)) return EventValue.OfWhole(whole);
        return Column.Type == ColumnType.Float64 && reader.TryGetDouble(out var number) && double.IsFinite(number) ? EventValue.Of(number) : null;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) return Encoding.UTF8.GetString(reader.ValueSpan);
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private EventValue? Convert(string text) => Column.Type switch
    {
        ColumnType.String => EventValue.Of(text),
        ColumnType.Int64 => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? EventValue.OfWhole(whole) : null,
        ColumnType.Float64 => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) ? EventValue.Of(number) : null,
        ColumnType.Boolean => text switch { "true" or "1" => EventValue.Of(1), "false" or "0" => EventValue.Of(0), _ => null },
        ColumnType.Timestamp => EventMoment.TryRead(text, out var moment) ? EventValue.OfMoment(moment) : null,
        ColumnType.Date => EventMoment.TryReadDay(text, out var day) ? EventValue.OfMoment(day) : null,
        _ => null,
    };

    private bool Check(EventValue value, string? sent, EventFaults faults)
    {
        if (Column.Minimum is { } minimum && value.Number < minimum) return Refuse(faults, sent ?? Shown(value), "is below the minimum", $"send at least {Shown(EventValue.Of(minimum))}");
        if (Column.Maximum is { } maximum && value.Number > maximum) return Refuse(faults, sent ?? Shown(value), "is above the maximum", $"send at most {Shown(EventValue.Of(maximum))}");
        return value.Text is not { } text || CheckText(text, faults);
    }

    private bool CheckText(string text, EventFaults faults)
    {
        if (Column.MinLength is { } shortest && Length(text) < shortest) return Refuse(faults, text, "is too short", $"send at least {shortest} characters");
        if (Column.MaxLength is { } longest && Length(text) > longest) return Refuse(faults, text, "is too long", $"send at most {longest} characters");
        if (allowed?.Contains(text) == false) return Refuse(faults, text, "is not among the allowed values", $"send one of {string.Join(", ", Column.AllowedValues!.Take(20))}");
        // RE2 counts characters where .NET counts their halves.
        if (pattern?.IsMatch(text) == false && text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0)
            return Refuse(faults, text, "does not match the pattern", $"send a text that matches {Column.Pattern} as a whole");
        return true;
    }

    private bool Refuse(EventFaults faults, string? value, string problem, string remedy)
    {
        faults.Add(Column.Name, shown ? value : null, problem, remedy);
        return false;
    }

    private string Shown(EventValue value) => Column.Type == ColumnType.Int64 && value.Whole != 0
        ? value.Whole.ToString(CultureInfo.InvariantCulture)
        : value.Number.ToString("R", CultureInfo.InvariantCulture);

    private static int Length(string text)
    {
        var characters = 0;
        foreach (var _ in text.EnumerateRunes()) characters++;
        return characters;
    }
}

using System.Text;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Lookups;
using Slipway.Server.Predictor.Events.Log;
using Slipway.Server.Predictor.Events.Schema;

namespace Slipway.Server.Predictor.Events.Windows;

/// <summary>An event log fitted to a window of a model: which columns name the entity, which are aggregated, and what has been read of them.</summary>
internal sealed class WindowBinding
{
    private const int LargestKey = 1 << 16;

    private readonly int eventTime;
    private readonly (int Position, bool IsText)[] entity;
    private readonly int[] columns;
    private readonly double[] values;
    private readonly byte[] key = new byte[LargestKey];
    private byte[] utf8 = new byte[256];

    /// <exception cref="InvalidDataException">The log does not have what the window needs.</exception>
    public WindowBinding(ModelWindow window, ServedLog log)
    {
        if (log.Definition.EventTime != window.EventTime)
            throw new InvalidDataException($"the event time of Dataset '{window.Dataset}' is '{log.Definition.EventTime}' now and was '{window.EventTime}' in training");
        eventTime = log.Schema.EventTime;
        entity = [.. window.Entity.Select(part => EntityColumn(log, part))];
        var names = window.Inputs.Select(input => input.Column).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        columns = [.. names.Select(name => AggregatedColumn(log, name))];
        values = new double[columns.Length];
        State = new WindowState(SlideClock.Of(window), columns.Length);
        Functions = [.. window.Inputs.Select(input => (Function(input), input.Column is null ? -1 : names.IndexOf(input.Column)))];
    }

    public WindowState State { get; }

    /// <summary>For each input what is computed, and of which aggregated column; -1 for the events themselves.</summary>
    public IReadOnlyList<(WindowFunction Function, int Column)> Functions { get; }

    /// <summary>Adds an event; for the writer alone. One without a whole entity, or one that no request can name, is in no window.</summary>
    public void Add(ReadOnlySpan<EventValue> values, long now)
    {
        var name = new EntityKey(key);
        foreach (var (position, isText) in entity)
        {
            var part = values[position];
            if (isText) AddText(ref name, part.Text);
            else name.Add(part.IsThere && IsExact(part) ? part.Number : double.NaN);
        }

        if (!name.IsComplete) return;
        for (var column = 0; column < columns.Length; column++) this.values[column] = values[columns[column]] is { IsThere: true } value ? value.Number : double.NaN;
        State.Add(name.Bytes, values[eventTime].Whole, this.values, now);
    }

    /// <summary>The value of an input; NaN is missing.</summary>
    public double Value(int input, ReadOnlySpan<double> total)
    {
        var (function, column) = Functions[input];
        if (column < 0) return TileLayout.Events(total);
        var count = TileLayout.Count(total, column);
        return function switch
        {
            WindowFunction.Count => count,
            WindowFunction.Sum => TileLayout.Sum(total, column),
            _ when count == 0 => double.NaN,
            WindowFunction.Mean => TileLayout.Sum(total, column) / count,
            WindowFunction.Min => TileLayout.Min(total, column),
            _ => TileLayout.Max(total, column),
        };
    }

    private void AddText(ref EntityKey name, string? text)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0);
        if (utf8.Length < longest) utf8 = new byte[longest];
        name.Add(utf8.AsSpan(0, text is null ? 0 : Encoding.UTF8.GetBytes(text, utf8)));
    }

    // Requests carry FP64: beyond 2^53 it would take different entities for the same, so it refuses them.
    private static bool IsExact(EventValue value) => Math.Abs(value.Number) <= 1L << 53;

    private static (int Position, bool IsText) EntityColumn(ServedLog log, LookupKey part)
    {
        var position = Position(log, part.Column);
        var column = log.Schema.Columns[position].Column;
        if (column.Type != part.Type) throw new InvalidDataException($"column '{column.Name}' of Dataset '{log.Definition.Dataset}' is {column.Type} now and was {part.Type} in training");
        if (column.Protection is not null)
            throw new InvalidDataException($"column '{column.Name}' of Dataset '{log.Definition.Dataset}' is protected in training, where the log has its values as they were sent; name entities by another column");
        return (position, column.Type == ColumnType.String);
    }

    private static int AggregatedColumn(ServedLog log, string name)
    {
        var position = Position(log, name);
        var type = log.Schema.Columns[position].Column.Type;
        return type is ColumnType.Int64 or ColumnType.Float64 or ColumnType.Boolean
            ? position
            : throw new InvalidDataException($"column '{name}' of Dataset '{log.Definition.Dataset}' is {type}; numbers and booleans are aggregated");
    }

    private static int Position(ServedLog log, string column) => log.Schema.PositionOf(column)
        ?? throw new InvalidDataException($"Dataset '{log.Definition.Dataset}' has no column '{column}' any more; it has {string.Join(", ", log.Definition.Columns.Select(each => each.Name))}");

    private static WindowFunction Function(WindowInput input) => input.Column is not null || input.Function == WindowFunction.Count
        ? input.Function
        : throw new InvalidDataException($"input '{input.Input}' is the {input.Function} of no column; train the model again");
}

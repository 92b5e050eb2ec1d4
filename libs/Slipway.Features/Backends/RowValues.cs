using System.Globalization;
using Slipway.Contracts.Data;

namespace Slipway.Features.Backends;

/// <summary>Brings raw values into the form in which a row is evaluated: double with NaN, bool or null, non-empty text or null.</summary>
internal static class RowValues
{
    public static object? Normalise(Column column, object? value) => column.Type switch
    {
        ColumnType.String => value is null or "" ? null : value as string ?? throw Wrong(column, value, "a string"),
        ColumnType.Boolean => Boolean(column, value),
        ColumnType.Timestamp or ColumnType.Date => Time(column, value),
        _ => Number(column, value),
    };

    private static bool? Boolean(Column column, object? value) => value switch
    {
        null => null,
        bool flag => flag,
        double number => double.IsNaN(number) ? null : number != 0,
        _ => throw Wrong(column, value, "a boolean"),
    };

    private static double Number(Column column, object? value) => value switch
    {
        null => double.NaN,
        double or float or long or int or short or byte or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => throw Wrong(column, value, "a number"),
    };

    private static double Time(Column column, object? value) => value switch
    {
        null => double.NaN,
        DateTimeOffset moment => Seconds(moment.UtcDateTime),
        DateTime moment => Seconds(moment),
        DateOnly day => Seconds(day.ToDateTime(TimeOnly.MinValue)),
        double or float or long or int => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => throw Wrong(column, value, "a time"),
    };

    // Whole microseconds divided once, as DuckDB does it: the double nearest to the exact value.
    private static double Seconds(DateTime moment) => (moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond / 1e6;

    private static ArgumentException Wrong(Column column, object value, string wanted) =>
        new($"Column '{column.Name}' is {column.Type} and takes {wanted}, but the row holds a {value.GetType().Name}.");
}

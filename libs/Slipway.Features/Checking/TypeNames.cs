using Slipway.Contracts.Data;

namespace Slipway.Features.Checking;

internal static class TypeNames
{
    public static ValueType Of(ColumnType type) => type switch
    {
        ColumnType.String => ValueType.Text,
        ColumnType.Boolean => ValueType.Boolean,
        ColumnType.Timestamp or ColumnType.Date => ValueType.Time,
        ColumnType.Int64 or ColumnType.Float64 => ValueType.Number,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a column type."),
    };

    public static string Phrase(ValueType type) => type switch
    {
        ValueType.Number => "a number",
        ValueType.Boolean => "true or false",
        ValueType.Text => "text",
        ValueType.Time => "a time",
        _ => "several columns",
    };

    /// <summary>How to get a value of the wanted type out of one of the given type; empty when there is no general way.</summary>
    public static string Remedy(ValueType given, ValueType? wanted) => (given, wanted) switch
    {
        (ValueType.Boolean, ValueType.Number) => " Use number(...) to get 1 or 0.",
        (ValueType.Number, ValueType.Boolean) => " Compare it, as in x > 0.",
        (ValueType.Text, ValueType.Number) => " Use ordinal(...), frequency(...) or one_hot(...) for categories, or declare the column as Float64.",
        (ValueType.Time, ValueType.Number) => " Use hour(...), day_of_week(...) or days_between(a, b).",
        (ValueType.Vector, _) => " It must be the whole feature, not a part of one.",
        _ => "",
    };
}

using System.Globalization;

namespace Slipway.Features.Backends;

/// <summary>Writes names and values so that DuckDB reads back exactly what was meant.</summary>
internal static class SqlText
{
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A double. Unquoted, DuckDB would read 0.1 as a decimal; NaN, which is missing, becomes NULL.</summary>
    public static string Literal(double number) =>
        double.IsNaN(number) ? "NULL::DOUBLE"
        : double.IsInfinity(number) ? (number > 0 ? "'inf'::DOUBLE" : "'-inf'::DOUBLE")
        : $"'{number.ToString("R", CultureInfo.InvariantCulture)}'::DOUBLE";

    /// <summary>A list of finite doubles, NaN for missing. It is written as one text, because DuckDB plans every single literal: a hundred thousand take it seconds.</summary>
    public static string List(IEnumerable<double> numbers) =>
        $"'[{string.Join(", ", numbers.Select(number => double.IsNaN(number) ? "NULL" : number.ToString("R", CultureInfo.InvariantCulture)))}]'::DOUBLE[]";
}

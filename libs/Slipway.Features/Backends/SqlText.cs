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

    public static string List(IEnumerable<double> numbers) => $"[{string.Join(", ", numbers.Select(Literal))}]::DOUBLE[]";
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Resource quantities: <c>1.5Gi</c>, <c>500m</c>, <c>2</c>.</summary>
internal static partial class Quantity
{
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private const int UnitIndex = 3;

    /// <summary>The value in base units (cores, bytes, pieces); null when the text is no quantity.</summary>
    public static decimal? Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success || !decimal.TryParse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var suffix = match.Groups["suffix"].Value;
        var binary = suffix.Length == 0 ? -1 : Array.IndexOf(Binary, suffix);
        return binary > 0 ? number * Power(1024, binary) : number * Power(1000, Array.IndexOf(Decimal, suffix) - UnitIndex);
    }

    /// <summary>The one way in which the API writes this quantity; the text itself when it is none.</summary>
    public static string Canonical(string text)
    {
        if (Parse(text) is not { } value)
        {
            return text;
        }

        if (value == 0)
        {
            return "0";
        }

        return text.EndsWith('i') && value >= 1024 && value == Math.Floor(value) ? Shortest(value, 1024, Binary, 0) : Shortest(value, 1000, Decimal, UnitIndex);
    }

    private static string Shortest(decimal value, int step, string[] suffixes, int unit)
    {
        var index = unit;
        while (index > 0 && value != Math.Floor(value))
        {
            value *= step;
            index--;
        }

        while (index < suffixes.Length - 1 && value % step == 0)
        {
            value /= step;
            index++;
        }

        return Math.Ceiling(value).ToString("0", CultureInfo.InvariantCulture) + suffixes[index];
    }

    private static decimal Power(decimal step, int exponent)
    {
        var result = 1m;
        for (var i = 0; i < Math.Abs(exponent); i++)
        {
            result *= step;
        }

        return exponent < 0 ? 1 / result : result;
    }

    [GeneratedRegex(@"^(?<number>[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?)(?<suffix>[KMGTPE]i|[numkMGTPE])?$")]
    private static partial Regex Pattern();
}

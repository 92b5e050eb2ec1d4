using System.Globalization;

namespace Slipway.Kubernetes.Resources;

/// <summary>Amounts as Kubernetes writes them: <c>1.5Gi</c>, <c>500m</c>, <c>2</c>, <c>1e3</c>.</summary>
public static class Quantity
{
    private const string Decimal = "num kMGTPE";
    private const string Binary = " KMGTPE";

    /// <summary>The amount in base units (cores, bytes, pieces); null when the text is no quantity.</summary>
    public static decimal? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var isBinary = text.Length > 1 && text[^1] == 'i';
        var unit = isBinary ? text[^2] : text[^1];
        var exponent = isBinary ? Binary.IndexOf(unit, StringComparison.Ordinal) : Decimal.IndexOf(unit, StringComparison.Ordinal) - 3;
        var hasUnit = char.IsAsciiLetter(unit);
        if (hasUnit && exponent < (isBinary ? 1 : -3)) return null;
        var number = hasUnit ? text[..^(isBinary ? 2 : 1)] : isBinary ? "" : text;
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(number, style, CultureInfo.InvariantCulture, out var value)) return null;
        try
        {
            return hasUnit ? value * Power(isBinary ? 1024 : 1000, exponent) : value;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static decimal Power(decimal step, int exponent)
    {
        var result = 1m;
        for (var i = 0; i < Math.Abs(exponent); i++) result *= step;
        return exponent < 0 ? 1 / result : result;
    }
}

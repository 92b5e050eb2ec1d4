using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Slipway.Contracts;

/// <summary>A span of time written as Kubernetes writes it: <c>30s</c>, <c>5m</c>, <c>1h30m</c>, <c>250ms</c>.</summary>
/// <param name="Value">The span.</param>
[JsonConverter(typeof(DurationJsonConverter))]
public readonly partial record struct Duration(TimeSpan Value)
{
    /// <summary>The form that manifests must have, as a regular expression for schemas.</summary>
    public const string Pattern = "^([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+$";

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">The text has no known unit, or is empty.</exception>
    public static Duration Parse(string text) =>
        TryParse(text, out var duration)
            ? duration
            : throw new FormatException($"'{text}' is no duration: write a number with a unit out of ms, s, m, h, d, as in 30s or 1h30m.");

    /// <summary>Reads a duration; false when the text has another form.</summary>
    public static bool TryParse(string? text, out Duration duration)
    {
        duration = default;
        if (text is null || !Whole().IsMatch(text)) return false;
        var total = TimeSpan.Zero;
        foreach (Match part in Part().Matches(text))
        {
            var amount = double.Parse(part.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            total += part.Groups[2].Value switch
            {
                "ms" => TimeSpan.FromMilliseconds(amount),
                "s" => TimeSpan.FromSeconds(amount),
                "m" => TimeSpan.FromMinutes(amount),
                "h" => TimeSpan.FromHours(amount),
                _ => TimeSpan.FromDays(amount),
            };
        }

        duration = new Duration(total);
        return true;
    }

    /// <summary>The shortest text that <see cref="Parse"/> reads back, in hours, minutes, seconds and milliseconds.</summary>
    public override string ToString()
    {
        if (Value == TimeSpan.Zero) return "0s";
        var text = new StringBuilder();
        Append(text, (long)Value.TotalHours, "h");
        Append(text, Value.Minutes, "m");
        Append(text, Value.Seconds, "s");
        Append(text, Value.Milliseconds, "ms");
        return text.ToString();
    }

    private static void Append(StringBuilder text, long amount, string unit)
    {
        if (amount != 0) text.Append(CultureInfo.InvariantCulture, $"{amount}{unit}");
    }

    [GeneratedRegex(Pattern)]
    private static partial Regex Whole();

    [GeneratedRegex("([0-9.]+)(ms|s|m|h|d)")]
    private static partial Regex Part();
}

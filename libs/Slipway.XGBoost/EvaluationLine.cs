using System.Globalization;

namespace Slipway.XGBoost;

/// <summary>Reads the line that XGBoost prints after a round: "[3]\ttrain-logloss:0.41\tvalidation-logloss:0.43".</summary>
internal static class EvaluationLine
{
    internal static IReadOnlyList<RoundMetric> Parse(string line, IReadOnlyList<string> sets)
    {
        var result = new List<RoundMetric>();
        foreach (var part in line.Split('\t').Skip(1))
        {
            var colon = part.LastIndexOf(':');
            // The set is matched by name: both set names and metrics (pre@5-) may hold hyphens.
            var set = sets.Where(name => part.StartsWith(name + "-", StringComparison.Ordinal)).MaxBy(name => name.Length);
            if (colon < 0 || set is null) throw new XGBoostException($"XGBoost's evaluation '{line}' is not understood at '{part}'.");
            result.Add(new RoundMetric(set, part[(set.Length + 1)..colon], ParseValue(part[(colon + 1)..])));
        }

        return result;
    }

    private static double ParseValue(string text) => text switch
    {
        "nan" or "-nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}

using System.Globalization;
using Slipway.Trainer.FeatureReports.Statistics;

namespace Slipway.Trainer.Evaluation.Explanations;

/// <summary>Says in words which value a feature has in a row of the matrix. Pure.</summary>
internal sealed class FeatureValues(IReadOnlyList<string> columns)
{
    private const string NoCategory = "(other)";
    private const int MostCategories = 3;

    /// <summary>The value, the categories that apply, or null when it is missing.</summary>
    internal string? Of(FeatureLayout feature, ReadOnlySpan<float> row)
    {
        if (!feature.IsVector) return float.IsNaN(row[feature.First]) ? null : Written(row[feature.First]);
        var applying = new List<string>();
        var missing = true;
        for (var at = feature.First; at < feature.First + feature.Width; at++)
        {
            missing &= float.IsNaN(row[at]);
            if (row[at] is 0 or float.NaN || applying.Count == MostCategories) continue;
            var name = columns[at].StartsWith(feature.Name + "=", StringComparison.Ordinal) ? columns[at][(feature.Name.Length + 1)..] : columns[at];
            applying.Add(row[at] == 1 ? name : $"{name} {Written(row[at])}");
        }

        return missing ? null : applying.Count == 0 ? NoCategory : string.Join(", ", applying);
    }

    internal static string Written(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}

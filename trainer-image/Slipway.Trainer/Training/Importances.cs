using System.Globalization;
using Slipway.Contracts.Training;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training;

/// <summary>How much each column of the feature matrix helped.</summary>
internal static class Importances
{
    internal static IReadOnlyList<FeatureImportance> Read(Booster booster, IReadOnlyList<string> columns)
    {
        var gain = booster.FeatureScores("gain");
        var total = booster.FeatureScores("total_gain");
        var sum = total.Values.Sum();
        return
        [
            .. columns.Select((column, index) =>
            {
                // Columns have no names inside XGBoost, whose feature maps do not take every character; it calls them f0, f1, ...
                var name = string.Create(CultureInfo.InvariantCulture, $"f{index}");
                return new FeatureImportance(column, gain.GetValueOrDefault(name), sum > 0 ? total.GetValueOrDefault(name) / sum : 0);
            }).OrderByDescending(importance => importance.Share).ThenBy(importance => importance.Feature, StringComparer.Ordinal),
        ];
    }
}

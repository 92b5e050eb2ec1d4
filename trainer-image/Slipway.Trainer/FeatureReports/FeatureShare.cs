using Slipway.Contracts.Training;
using Slipway.Features;

namespace Slipway.Trainer.FeatureReports;

/// <summary>Share of all improvement of the objective that is by one feature, all of its columns together.</summary>
/// <param name="Feature">Name of the feature.</param>
/// <param name="Share">Between 0 and 1.</param>
internal sealed record FeatureShare(string Feature, double Share)
{
    /// <summary>All features, the most useful first.</summary>
    internal static IReadOnlyList<FeatureShare> Of(FittedFeatures features, IReadOnlyList<FeatureImportance> importances)
    {
        var byColumn = importances.ToDictionary(each => each.Feature, each => each.Share, StringComparer.Ordinal);
        return
        [
            .. features.OutputColumns.Zip(features.FeatureOfColumn).GroupBy(pair => pair.Second, pair => byColumn.GetValueOrDefault(pair.First))
                .Select(group => new FeatureShare(group.Key, group.Sum())).OrderByDescending(share => share.Share).ThenBy(share => share.Feature, StringComparer.Ordinal),
        ];
    }
}

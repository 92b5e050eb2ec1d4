using Slipway.Contracts.FeatureReports;
using Slipway.Features;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.FeatureReports.Cost;

/// <summary>What only some features need: columns that a request carries, and datasets that are joined and looked up.</summary>
internal sealed class FeaturePrices(FeatureProgram program, IReadOnlyList<JoinedDataset> joined)
{
    private const double LowShare = 0.005;
    private readonly IReadOnlyDictionary<string, IReadOnlySet<string>> read = program.ColumnsOfFeatures;

    /// <summary>What each feature is worth and what it costs.</summary>
    internal IReadOnlyList<FeatureWorth> Of(IReadOnlyList<FeatureShare> shares, MeanContributions contributions)
    {
        var total = contributions.ByFeature.Values.Sum();
        return
        [
            .. shares.Select(share =>
            {
                var contribution = contributions.ByFeature[share.Feature];
                var part = total > 0 ? contribution / total : 0;
                return new FeatureWorth
                {
                    Feature = share.Feature,
                    GainShare = Math.Round(share.Share, 6),
                    Contribution = Math.Round(contribution, 6),
                    ContributionShare = Math.Round(part, 6),
                    Value = share.Share == 0 ? FeatureValue.Unused : share.Share < LowShare && part < LowShare ? FeatureValue.Low : FeatureValue.Useful,
                    OnlyColumns = Some(Columns([share.Feature])),
                    OnlyJoins = Some(Joins([share.Feature])),
                };
            }),
        ];
    }

    /// <summary>Columns that no other feature reads.</summary>
    internal IReadOnlyList<string> Columns(IReadOnlyList<string> features)
    {
        var others = Others(features);
        return [.. features.SelectMany(feature => read[feature]).Distinct().Where(column => !others.Contains(column)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Joined datasets that no other feature reads a column of.</summary>
    internal IReadOnlyList<string> Joins(IReadOnlyList<string> features)
    {
        var (own, others) = (features.SelectMany(feature => read[feature]).ToHashSet(StringComparer.Ordinal), Others(features));
        return [.. joined.Where(join => Reads(join, own) && !Reads(join, others)).Select(join => join.Join.Source.Name).Distinct()];
    }

    internal static IReadOnlyList<string>? Some(IReadOnlyList<string> names) => names.Count == 0 ? null : names;

    private HashSet<string> Others(IReadOnlyList<string> features) => read.Where(feature => !features.Contains(feature.Key)).SelectMany(feature => feature.Value).ToHashSet(StringComparer.Ordinal);

    private static bool Reads(JoinedDataset join, HashSet<string> columns) => join.Join.Columns.Any(column => columns.Contains(column.Column.Name));
}

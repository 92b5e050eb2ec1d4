using Slipway.Contracts.FeatureReports;
using Slipway.Contracts.Training;
using Slipway.Trainer.FeatureReports.Statistics;
using Slipway.Trainer.Training.Learning;

namespace Slipway.Trainer.FeatureReports.Cost;

/// <summary>What each feature of a trained model is worth, and what it costs.</summary>
internal sealed class CostStudy(FeatureCostPolicy? policy, IReadOnlyList<FeatureLayout> layout, FeaturePrices prices)
{
    internal FeatureCost Run(IReadOnlyList<FeatureShare> shares, MeanContributions contributions, Retraining retraining, CancellationToken cancellationToken) => new()
    {
        Rows = contributions.Rows,
        Approximate = contributions.Approximate,
        Features = prices.Of(shares, contributions),
        LeaveOut = policy is null ? null : new LeaveOut(policy, layout, prices, features => retraining.Without(features, cancellationToken)).Run(shares, retraining.Split),
    };
}

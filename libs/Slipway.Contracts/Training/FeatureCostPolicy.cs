using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Training;

/// <summary>How much is spent on finding out which features are worth their price.</summary>
public sealed record FeatureCostPolicy
{
    /// <summary>How often the model is trained again with features left out; a run takes about as many times longer.</summary>
    [Range(1, 1000)]
    public int MaxRuns { get; set; } = 10;

    /// <summary>How much the validation split's metric may fall for all features together that are proposed to be dropped; in the unit of roc_auc, log_loss or r2.</summary>
    [Range(0, 1)]
    public double MaxFall { get; set; } = 0.001;
}

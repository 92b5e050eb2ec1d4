using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Training;

/// <summary>How the probability from which a row is labelled positive is chosen, anew at each training, on the validation split.</summary>
public sealed record ThresholdRule
{
    /// <summary>What the threshold has to achieve.</summary>
    public ThresholdGoal Goal { get; init; }

    /// <summary>The precision or recall to reach, or the fixed threshold; 0 to 1. Not used by MaxF1 and MinCost.</summary>
    [Range(0, 1)]
    public double? Value { get; init; }

    /// <summary>Cost of labelling a negative row positive, in any unit; used by MinCost.</summary>
    [Range(0, double.MaxValue)]
    public double FalsePositiveCost { get; set; } = 1;

    /// <summary>Cost of labelling a positive row negative, in the same unit; used by MinCost.</summary>
    [Range(0, double.MaxValue)]
    public double FalseNegativeCost { get; set; } = 1;
}

/// <summary>What a decision threshold has to achieve.</summary>
public enum ThresholdGoal
{
    /// <summary>The largest F1.</summary>
    MaxF1,

    /// <summary>The largest recall among the thresholds whose precision is at least the value.</summary>
    Precision,

    /// <summary>The largest precision among the thresholds whose recall is at least the value.</summary>
    Recall,

    /// <summary>The smallest cost of wrong labels.</summary>
    MinCost,

    /// <summary>The value itself.</summary>
    Fixed,
}

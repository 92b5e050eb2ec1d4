using System.ComponentModel.DataAnnotations;
using Slipway.Contracts.Data;

namespace Slipway.Contracts.Training;

/// <summary>When features are taken to know the label before it is known.</summary>
public sealed record LeakagePolicy
{
    /// <summary>What a feature, a pair, a future timestamp or a shared group means for the run. Equal rows in two splits are always a warning.</summary>
    public Severity Severity { get; set; } = Severity.Warn;

    /// <summary>
    /// Predictive power of one feature alone from which it is suspect: the ROC-AUC of a Binary task, the explained share of the label's entropy of a Multiclass one, R² of a Regression.
    /// </summary>
    [Range(0.5, 1)]
    public double MaxPower { get; set; } = 0.98;

    /// <summary>Whether the model is trained again without each suspect, to see how much it leans on it; at most three times.</summary>
    public bool Ablation { get; set; }

    /// <summary>Features, and columns with timestamps, that are known when a prediction is wanted in spite of what is found.</summary>
    public IReadOnlyList<string>? Ignore { get; init; }
}

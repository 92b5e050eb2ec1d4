using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Training;

/// <summary>How many predictions are explained. Exact SHAP values of trees (Lundberg et al. 2020).</summary>
public sealed record ExplanationPolicy
{
    /// <summary>Rows that global values are of, drawn evenly. Fewer where they would take more than about a second.</summary>
    [Range(1, 100_000)]
    public int Rows { get; set; } = 1000;

    /// <summary>Rows whose prediction is reported one by one, with label and contributions; 0 reports none.</summary>
    [Range(0, 1000)]
    public int Samples { get; set; } = 20;
}

using System.ComponentModel.DataAnnotations;
using Slipway.Contracts.Data;

namespace Slipway.Contracts.Training;

/// <summary>Looks for slices that nobody declared and on which the model is worse than elsewhere (Chung et al. 2019, Slice Finder).</summary>
/// <remarks>A slice has at least <c>evaluation.minSliceRows</c> rows.</remarks>
public sealed record SliceFinderPolicy
{
    /// <summary>Split that is searched, 100,000 rows of it at most. Default: the validation split where it has rows, since what is changed for what is found must not have been chosen by the test split.</summary>
    public Split? Split { get; init; }

    /// <summary>Columns that slices are made of. Default: those that the model reads and those of declared slices, without personal and time columns, 30 at most.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Columns that a slice is made of at most.</summary>
    [Range(1, 2)]
    public int MaxColumns { get; set; } = 2;

    /// <summary>Parts of equally many rows that a numeric column is divided into.</summary>
    [Range(2, 20)]
    public int Bins { get; set; } = 10;

    /// <summary>Smallest effect size that is reported: difference of the mean losses inside and outside in pooled standard deviations. 0.2 is small, 0.5 medium, 0.8 large (Cohen).</summary>
    [Range(0, 10)]
    public double MinEffectSize { get; set; } = 0.4;

    /// <summary>Probability that any slice is reported where there is none (family-wise, Holm's correction).</summary>
    [Range(0.000001, 0.5)]
    public double Alpha { get; set; } = 0.05;

    /// <summary>Most slices that are reported.</summary>
    [Range(1, 100)]
    public int MaxSlices { get; set; } = 10;
}

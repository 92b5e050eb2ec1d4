namespace Slipway.Contracts.Training;

/// <summary>How a version's predictions differ from those of the version in use, on the same rows (prediction churn: Milani Fard et al. 2016).</summary>
/// <param name="Version">The version in use.</param>
/// <param name="Comparisons">All rows of the test split first, then its slices, then the evaluation sets.</param>
public sealed record StabilityReport(string Version, IReadOnlyList<StabilityComparison> Comparisons);

/// <summary>How predictions differ on some rows; gates judge it by <c>changed_decisions</c>, <c>mean_change</c>, <c>largest_change</c> and <c>score_correlation</c>.</summary>
public sealed record StabilityComparison
{
    /// <summary>Evaluation set; absent: the test split.</summary>
    public string? Dataset { get; init; }

    /// <summary>Slice as <c>column=value</c>; absent: all rows.</summary>
    public string? Slice { get; init; }

    /// <summary>Rows compared.</summary>
    public long Rows { get; init; }

    /// <summary>Rows that are decided otherwise; absent for a regression.</summary>
    public long? ChangedDecisions { get; init; }

    /// <summary>Their share: the churn.</summary>
    public double? Churn { get; init; }

    /// <summary>Lower end of its 95 % interval.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of its 95 % interval.</summary>
    public double? High { get; init; }

    /// <summary>Mean change of a score without its sign; of several scores the largest of the row.</summary>
    public double MeanChange { get; init; }

    /// <summary>Largest change of a score.</summary>
    public double LargestChange { get; init; }

    /// <summary>Pearson's correlation of the scores; absent where one version gives all rows the same.</summary>
    public double? Correlation { get; init; }
}

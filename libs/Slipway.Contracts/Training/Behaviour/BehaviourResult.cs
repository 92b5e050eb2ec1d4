namespace Slipway.Contracts.Training;

/// <summary>How a behaviour test ended; gates judge it by <c>failure_rate[name]</c>, <c>mean_change[name]</c> and <c>largest_change[name]</c>.</summary>
public sealed record BehaviourResult
{
    /// <summary>Name of the test.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required BehaviourType Type { get; init; }

    /// <summary>What has to hold, in one sentence.</summary>
    public required string Statement { get; init; }

    /// <summary>Rows that were tested.</summary>
    public long Rows { get; init; }

    /// <summary>Those that failed.</summary>
    public long Failures { get; init; }

    /// <summary>Their share; absent without a row.</summary>
    public double? FailureRate { get; init; }

    /// <summary>Lower end of its 95 % interval.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of its 95 % interval.</summary>
    public double? High { get; init; }

    /// <summary>Mean change of the prediction without its sign; absent of MinimumFunctionality, which changes nothing.</summary>
    public double? MeanChange { get; init; }

    /// <summary>Largest change of the prediction.</summary>
    public double? LargestChange { get; init; }

    /// <summary>The worst failures, worst first.</summary>
    public IReadOnlyList<BehaviourExample>? Examples { get; init; }
}

/// <summary>A row that fails a behaviour test.</summary>
/// <param name="Row">Its place in the test split, or among the cases, from 1.</param>
/// <param name="Source">What it is: <c>Test</c> for a row of the test split, else the description of the case.</param>
/// <param name="Key">Columns of the dataset's key; values of personal columns are <c>***</c>.</param>
/// <param name="Changed">The columns that were changed, each as <c>before -> after</c>; of MinimumFunctionality the columns that the model reads. Personal columns are <c>***</c>.</param>
/// <param name="Before">Prediction of the row as it is; absent of MinimumFunctionality.</param>
/// <param name="After">Prediction of the row as changed; absent when it is no number.</param>
/// <param name="LabelBefore">Label predicted for the row as it is; absent for a regression.</param>
/// <param name="LabelAfter">Label predicted for the row as changed; absent for a regression.</param>
public sealed record BehaviourExample(
    long Row, string Source, IReadOnlyDictionary<string, string?>? Key, IReadOnlyDictionary<string, string?> Changed, double? Before, double? After, string? LabelBefore, string? LabelAfter);

using Slipway.Contracts.Data;

namespace Slipway.Contracts.Training;

/// <summary>What each feature adds to predictions: exact SHAP values in the unit of the margin (log-odds of a classification, logarithm or value of a regression).</summary>
public sealed record ExplanationReport
{
    /// <summary>Split that the rows are of.</summary>
    public Split Split { get; init; }

    /// <summary>Rows that were explained.</summary>
    public long Rows { get; init; }

    /// <summary>What predictions start from, by output: the mean margin of the training rows as the trees know it.</summary>
    public required IReadOnlyList<double> BaseValues { get; init; }

    /// <summary>Classes in the order of several outputs; absent with one output.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }

    /// <summary>Features, the largest mean absolute contribution first.</summary>
    public required IReadOnlyList<FeatureExplanation> Features { get; init; }

    /// <summary>Explained predictions of single rows.</summary>
    public IReadOnlyList<ExplainedPrediction>? Samples { get; init; }

    /// <summary>Rows on which the values were compared with XGBoost's own, and the largest difference relative to the margins' scale.</summary>
    public required ExplanationParity Parity { get; init; }
}

/// <summary>Comparison of SHAP values with those of XGBoost.</summary>
/// <param name="Rows">Rows compared.</param>
/// <param name="MaxDifference">Largest difference, relative to the largest margin (at least 1).</param>
public sealed record ExplanationParity(long Rows, double MaxDifference);

/// <summary>What a feature adds over many rows.</summary>
public sealed record FeatureExplanation
{
    /// <summary>Name of the feature.</summary>
    public required string Feature { get; init; }

    /// <summary>Mean absolute contribution, over rows and outputs.</summary>
    public double MeanAbsolute { get; init; }

    /// <summary>The feature's share of the sum over all features, 0 to 1.</summary>
    public double Share { get; init; }

    /// <summary>Contribution against the feature's value: a number's tenths from low to high, then missing; or categories. Absent for features that read personal columns.</summary>
    public IReadOnlyList<DependencePoint>? Dependence { get; init; }
}

/// <summary>What a feature adds where it has a value like this.</summary>
/// <param name="Value">The value, or the median of the part, as text; <c>(missing)</c>.</param>
/// <param name="Number">The same as a number; absent for categories and missing values.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Mean">Mean contribution, to the positive class or the value of a regression; of several outputs to each.</param>
/// <param name="Low">2.5 % of the contributions lie below, of the first output.</param>
/// <param name="High">2.5 % of the contributions lie above, of the first output.</param>
public sealed record DependencePoint(string Value, double? Number, long Rows, IReadOnlyList<double> Mean, double Low, double High);

/// <summary>One prediction, its label, and why.</summary>
public sealed record ExplainedPrediction
{
    /// <summary>Its place in the split, from 1.</summary>
    public long Row { get; init; }

    /// <summary>Columns of the dataset's key; values of personal columns are <c>***</c>.</summary>
    public IReadOnlyDictionary<string, string?>? Key { get; init; }

    /// <summary>The label: a class, or a number as text.</summary>
    public required string Label { get; init; }

    /// <summary>What was predicted: a class, or a number as text.</summary>
    public required string Predicted { get; init; }

    /// <summary>Probability of the positive class (Binary) or of the predicted one (Multiclass), or the value.</summary>
    public double Prediction { get; init; }

    /// <summary>Class that is explained; absent for a regression.</summary>
    public string? Output { get; init; }

    /// <summary>The margin: base value and all contributions together.</summary>
    public double Margin { get; init; }

    /// <summary>Base value of the output.</summary>
    public double BaseValue { get; init; }

    /// <summary>The largest contributions, largest first.</summary>
    public required IReadOnlyList<FeatureContribution> Contributions { get; init; }

    /// <summary>Sum of the contributions that are not listed.</summary>
    public double Rest { get; init; }
}

/// <summary>What a feature adds to one prediction.</summary>
/// <param name="Feature">Name of the feature.</param>
/// <param name="Value">Its value as text; absent when missing; <c>***</c> where it reads a personal column.</param>
/// <param name="Contribution">What it adds to the margin.</param>
public sealed record FeatureContribution(string Feature, string? Value, double Contribution);

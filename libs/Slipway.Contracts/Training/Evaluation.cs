using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Slipway.Contracts.Data;

namespace Slipway.Contracts.Training;

/// <summary>What is measured on the test split, besides the metrics of the task that are always measured.</summary>
public sealed record EvaluationPolicy
{
    /// <summary>Slices to report apart, besides those that the dataset declares.</summary>
    public IReadOnlyList<Slice>? Slices { get; init; }

    /// <summary>Fewest rows of a slice whose metrics are reported.</summary>
    [Range(1, int.MaxValue)]
    public int MinSliceRows { get; set; } = 100;

    /// <summary>How the decision threshold of a binary model is chosen on the validation split. Default: largest F1.</summary>
    public ThresholdRule? Threshold { get; init; }

    /// <summary>Looks for labels that are probably wrong. Absent: it does not.</summary>
    public LabelNoisePolicy? LabelNoise { get; init; }

    /// <summary>Datasets that are never trained on and that every version is measured on: golden, stress, backtest and counterfactual ones.</summary>
    public IReadOnlyList<EvaluationSet>? Sets { get; init; }

    /// <summary>Lists the rows to label next. Absent: it does not.</summary>
    public ActiveLearning? ActiveLearning { get; init; }

    /// <summary>When features are taken to know the label before it is known. Default: a warning from a power of 0.98.</summary>
    public LeakagePolicy? Leakage { get; init; }

    /// <summary>
    /// Column whose values, such as users, should be in one split alone. Where they are in several, the model is trained once more without a fifth of them, to see what it is worth for new ones.
    /// </summary>
    public string? GroupHoldout { get; init; }

    /// <summary>Whether the model is trained again with features left out, to see which are worth their price. Absent: it is not.</summary>
    public FeatureCostPolicy? FeatureCost { get; init; }

    /// <summary>Whether the model is trained again with other seeds, to know which differences are noise. Absent: it is not.</summary>
    public NoiseBandPolicy? NoiseBand { get; init; }

    /// <summary>Whether the model is trained again on parts of the rows, to see whether more data would help. Absent: it is not.</summary>
    public LearningCurvePolicy? LearningCurve { get; init; }

    /// <summary>Whether the model is trained again on older periods, to see what a model loses by its age. Absent: it is not.</summary>
    public FreshnessPolicy? Freshness { get; init; }

    /// <summary>How the model has to behave on changed and made rows, whatever its metrics are.</summary>
    public IReadOnlyList<BehaviourTest>? Behaviour { get; init; }

    /// <summary>Looks for slices on which the model is worse than elsewhere. Absent: it does not.</summary>
    public SliceFinderPolicy? SliceFinder { get; init; }

    /// <summary>Trains the model again on the past and measures it on what came next. Absent: it does not.</summary>
    public BacktestPolicy? Backtest { get; init; }

    /// <summary>How many predictions are explained. Default: 1000 rows together, 20 one by one.</summary>
    public ExplanationPolicy? Explanations { get; init; }
}

/// <summary>One measured number, with all that is needed to compare it with another.</summary>
public sealed record MetricValue
{
    /// <summary>Name such as <c>roc_auc</c>, <c>log_loss</c>, <c>rmse</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>Split that it was measured on.</summary>
    public Split Split { get; set; } = Split.Test;

    /// <summary>Slice as <c>column=value</c>; of a metric such as <c>recall_difference</c> the column; absent: all rows.</summary>
    public string? Slice { get; init; }

    /// <summary>Evaluation set that it was measured on; absent: the split of the dataset that was learned from.</summary>
    public string? Dataset { get; init; }

    /// <summary>The value; absent when it is undefined for these rows, such as the AUC of one class.</summary>
    public double? Value { get; init; }

    /// <summary>Lower end of the 95 % interval.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the 95 % interval.</summary>
    public double? High { get; init; }

    /// <summary>Rows measured.</summary>
    public long N { get; init; }

    /// <summary>The same metric of the zero rule (majority class, mean) on the same rows.</summary>
    public double? Baseline { get; init; }
}

/// <summary>A condition that a model has to meet before it is ready.</summary>
public sealed record Gate
{
    /// <summary>Name of the metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Slice as <c>column=value</c>; <c>column=*</c> for each value that has enough rows; of a metric such as <c>recall_difference</c> the column. Absent: all rows.</summary>
    public string? Slice { get; init; }

    /// <summary>One of the evaluation sets; absent: the test split.</summary>
    public string? Dataset { get; init; }

    /// <summary>Smallest allowed value, inclusive.</summary>
    public double? Min { get; init; }

    /// <summary>Largest allowed value, inclusive.</summary>
    public double? Max { get; init; }

    /// <summary>How much worse than the champion's value on its own record the metric may be; in the metric's unit.</summary>
    [Range(0, double.MaxValue)]
    public double? MaxRegression { get; init; }

    /// <summary>How much better than the zero rule (majority class, mean) on the same rows the metric has to be; in the metric's unit.</summary>
    [Range(0, double.MaxValue)]
    public double? MinGainOverBaseline { get; init; }

    /// <summary>
    /// Whether only what lies beyond the noise band counts as a difference: a loss against the champion has to be larger by it, a gain over the zero rule too. Needs
    /// <c>evaluation.noiseBand</c>; for all rows of the test split.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] // so that configurations without it keep their digest
    public bool BeyondNoise { get; init; }

    /// <summary>Required gates keep a model from being ready; advisory ones are reported.</summary>
    public GateMode Mode { get; init; }
}

/// <summary>What a gate that is not met means.</summary>
public enum GateMode
{
    /// <summary>The model does not become ready.</summary>
    Required,

    /// <summary>It is reported.</summary>
    Advisory,
}

/// <summary>How a gate ended.</summary>
public sealed record GateResult
{
    /// <summary>The gate's metric, with its slice.</summary>
    public required string Gate { get; init; }

    /// <summary>Whether it was met. A metric that could not be measured never meets its gate.</summary>
    public required bool Passed { get; init; }

    /// <summary>Whether the gate is required.</summary>
    public required GateMode Mode { get; init; }

    /// <summary>The value seen and the limit, in one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The value seen, of <c>column=*</c> that of the worst slice; absent when nothing was measured.</summary>
    public double? Value { get; init; }

    /// <summary>Lower end of the value's 95 % interval.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the value's 95 % interval.</summary>
    public double? High { get; init; }

    /// <summary>How far the value is within its nearest limit, in the metric's unit; negative beyond it. Absent when a limit could not be judged.</summary>
    public double? Margin { get; init; }
}

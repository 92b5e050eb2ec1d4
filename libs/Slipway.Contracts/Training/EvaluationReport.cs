using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;

namespace Slipway.Contracts.Training;

/// <summary>Everything that was measured of one model version; written as <c>evaluation.json</c> beside the model file.</summary>
/// <remarks>Guarantees: every number was computed from the outputs of the exported file, not from the learner.</remarks>
public sealed record EvaluationReport
{
    /// <summary>Version of this document's form.</summary>
    public int FormatVersion { get; set; } = 1;

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Version within the family.</summary>
    public required string Version { get; init; }

    /// <summary>What the model predicts.</summary>
    public LearningTask Task { get; init; }

    /// <summary>Digest of the dataset version that was measured on.</summary>
    public required string DatasetDigest { get; init; }

    /// <summary>Metrics of the validation and test splits and of every slice with enough rows.</summary>
    public required IReadOnlyList<MetricValue> Metrics { get; init; }

    /// <summary>Slices that were too small to measure, as <c>column=value</c>, with their rows.</summary>
    public IReadOnlyList<SmallSlice>? SmallSlices { get; init; }

    /// <summary>Predicted and observed rates by tenths of the rows, least probable first; binary tasks alone.</summary>
    public IReadOnlyList<CalibrationBin>? Calibration { get; init; }

    /// <summary>The chosen threshold and what it gives on the validation split; binary tasks alone.</summary>
    public ThresholdChoice? Threshold { get; init; }

    /// <summary>Classes in the order of <see cref="Confusion"/>.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Rows of the test split by true class (first index) and predicted class (second).</summary>
    public IReadOnlyList<IReadOnlyList<long>>? Confusion { get; init; }

    /// <summary>How much each feature helped, most useful first.</summary>
    public IReadOnlyList<FeatureImportance>? Importances { get; init; }

    /// <summary>What compression cost and gained; absent when the model is as it was learned.</summary>
    public CompressionReport? Compression { get; init; }

    /// <summary>Metrics after each round.</summary>
    public IReadOnlyList<CurvePoint>? Curve { get; init; }

    /// <summary>Round (from 0) whose model was kept.</summary>
    public int BestRound { get; init; }

    /// <summary>The classes that were learned from; absent for a regression.</summary>
    public ClassBalance? Balance { get; init; }

    /// <summary>What the model gives on each evaluation set.</summary>
    public IReadOnlyList<SetReport>? Sets { get; init; }

    /// <summary>Rows without a label, which were left out.</summary>
    public IReadOnlyList<UnlabelledCount>? Unlabelled { get; init; }

    /// <summary>What self-training did.</summary>
    public SelfTrainingReport? SelfTraining { get; init; }

    /// <summary>Labels that are probably wrong.</summary>
    public LabelNoiseReport? LabelNoise { get; init; }

    /// <summary>The rows to label next.</summary>
    public UncertainRowsReport? Uncertain { get; init; }

    /// <summary>What each join found in each split.</summary>
    public IReadOnlyList<JoinCoverage>? Joins { get; init; }

    /// <summary>How far metrics lie apart between trainings with other seeds.</summary>
    public IReadOnlyList<MetricNoise>? Noise { get; init; }

    /// <summary>Quality against the number of rows.</summary>
    public LearningCurve? LearningCurve { get; init; }

    /// <summary>Quality against the age of the training window.</summary>
    public FreshnessCurve? Freshness { get; init; }

    /// <summary>What each threshold would give on the test split, highest first; binary tasks alone.</summary>
    public IReadOnlyList<OperatingPoint>? OperatingPoints { get; init; }

    /// <summary>Hyperparameters that were compared before this model was learned; absent when they were given.</summary>
    public int? Trials { get; init; }

    /// <summary>How ready for production the model is.</summary>
    public TestScore? TestScore { get; init; }

    /// <summary>How the behaviour tests ended.</summary>
    public IReadOnlyList<BehaviourResult>? Behaviour { get; init; }

    /// <summary>Slices on which the model is worse than elsewhere.</summary>
    public SliceFinderReport? SliceFinder { get; init; }

    /// <summary>Quality of models of the past on what came next.</summary>
    public BacktestReport? Backtest { get; init; }

    /// <summary>How predictions differ from those of the version in use.</summary>
    public StabilityReport? Stability { get; init; }

    /// <summary>What each feature adds to predictions.</summary>
    public ExplanationReport? Explanations { get; init; }

    /// <summary>How the gates ended.</summary>
    public IReadOnlyList<GateResult>? Gates { get; init; }

    /// <summary>How the expectations of the features stood in the train split.</summary>
    public IReadOnlyList<ExpectationResult>? Expectations { get; init; }

    /// <summary>Periods that were left out.</summary>
    public IReadOnlyList<ExcludedRows>? ExcludedWindows { get; init; }

    /// <summary>What was found of the features: coverage, drift, leakage, cost; <c>feature-report.json</c> has the numbers.</summary>
    public IReadOnlyList<Finding>? FeatureFindings { get; init; }

    /// <summary>Comparison of the exported file with the learner.</summary>
    public Parity? Parity { get; init; }
}

/// <summary>A slice with fewer rows than are needed for a meaningful metric.</summary>
/// <param name="Slice">The slice as <c>column=value</c>.</param>
/// <param name="Rows">Rows of the test split in it.</param>
public sealed record SmallSlice(string Slice, long Rows);

/// <summary>Rows whose predicted probabilities are alike.</summary>
/// <param name="Predicted">Mean predicted probability.</param>
/// <param name="Observed">Share of rows that were positive.</param>
/// <param name="N">Rows.</param>
public sealed record CalibrationBin(double Predicted, double Observed, long N);

/// <summary>What a threshold would give.</summary>
/// <param name="Threshold">Probability from which a row is labelled positive.</param>
/// <param name="TruePositiveRate">Share of the positive rows that it finds: the recall.</param>
/// <param name="FalsePositiveRate">Share of the negative rows that it labels positive.</param>
/// <param name="Precision">Share of positive rows among those that it labels positive.</param>
public sealed record OperatingPoint(double Threshold, double TruePositiveRate, double FalsePositiveRate, double Precision);

/// <summary>A decision threshold and what it achieves on the rows that it was chosen on.</summary>
/// <param name="Value">Probability from which a row is labelled positive.</param>
/// <param name="Goal">What it was chosen for.</param>
/// <param name="Split">Split that it was chosen on.</param>
/// <param name="Precision">Precision there; absent when no row is labelled positive.</param>
/// <param name="Recall">Recall there.</param>
/// <param name="Rows">Rows of the split.</param>
public sealed record ThresholdChoice(double Value, ThresholdGoal Goal, Split Split, double? Precision, double? Recall, long Rows);

/// <summary>How much one feature helped.</summary>
/// <param name="Feature">Name of the feature's column in the learner's matrix.</param>
/// <param name="Gain">Mean improvement of the objective by the splits on the feature.</param>
/// <param name="Share">The feature's share of all improvement, 0 to 1.</param>
public sealed record FeatureImportance(string Feature, double Gain, double Share);

/// <summary>One metric of one split after one round.</summary>
/// <param name="Round">Round, from 0.</param>
/// <param name="Split">Split.</param>
/// <param name="Metric">The learner's name of the metric.</param>
/// <param name="Value">Its value.</param>
public sealed record CurvePoint(int Round, Split Split, string Metric, double Value);

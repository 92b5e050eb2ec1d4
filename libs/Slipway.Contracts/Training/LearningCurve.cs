using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Training;

/// <summary>Trains the model again on ever smaller parts of the rows, to see whether more data would help.</summary>
public sealed record LearningCurvePolicy
{
    /// <summary>Further trainings: on a half of the rows, a quarter, and so on. All of them together take about as long as the first.</summary>
    [Range(2, 10)]
    public int Points { get; set; } = 5;
}

/// <summary>Trains the model again on older and older periods, to see what a model loses by its age.</summary>
public sealed record FreshnessPolicy
{
    /// <summary>How much older each period is than the one before, such as <c>7d</c>.</summary>
    public required Duration Step { get; init; }

    /// <summary>Periods. Each is as long as the others, so that only their age differs.</summary>
    [Range(2, 12)]
    public int Points { get; set; } = 4;
}

/// <summary>What a part of the train split teaches.</summary>
/// <param name="Share">Share of the train split's rows, 0 to 1.</param>
/// <param name="Rows">Rows learned from.</param>
/// <param name="Value">The metric on the rows that are measured.</param>
public sealed record LearningCurvePoint(double Share, long Rows, double Value);

/// <summary>What a period of the train split teaches about the time after it.</summary>
/// <param name="Age">How much earlier the period ends than the newest one.</param>
/// <param name="Rows">Rows learned from.</param>
/// <param name="Value">The metric on the rows that are measured.</param>
public sealed record FreshnessPoint(Duration Age, long Rows, double Value);

/// <summary>Quality against the number of rows.</summary>
/// <param name="Metric">The metric: <c>roc_auc</c>, <c>log_loss</c> or <c>r2</c>.</param>
/// <param name="Split">Split that is measured.</param>
/// <param name="Points">Smallest part first; the last is the model itself.</param>
public sealed record LearningCurve(string Metric, Data.Split Split, IReadOnlyList<LearningCurvePoint> Points);

/// <summary>Quality against the age of the training window.</summary>
/// <param name="Metric">The metric: <c>roc_auc</c>, <c>log_loss</c> or <c>r2</c>.</param>
/// <param name="Window">Length of each period.</param>
/// <param name="Measured">Rows that are measured: those of the test split after the last period.</param>
/// <param name="Points">Newest period first.</param>
public sealed record FreshnessCurve(string Metric, Duration Window, long Measured, IReadOnlyList<FreshnessPoint> Points);

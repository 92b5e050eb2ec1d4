namespace Slipway.Contracts.Training;

/// <summary>Quality of models of the past on what came next; gates judge it by the slices <c>backtest=latest</c>, <c>backtest=static</c> and <c>backtest=progressive</c>.</summary>
public sealed record BacktestReport
{
    /// <summary>What the slices of its metrics begin with, which are parts of time and no values of a column.</summary>
    public const string SlicePrefix = "backtest=";

    /// <summary>The metric that is shown of each period: <c>roc_auc</c>, <c>log_loss</c> or <c>r2</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>The evaluation set that does not change.</summary>
    public required string StaticSet { get; init; }

    /// <summary>Digest of its version.</summary>
    public required string StaticDigest { get; init; }

    /// <summary>Version in use that was measured on the same rows; absent when there was none.</summary>
    public string? Champion { get; init; }

    /// <summary>Periods, earliest first.</summary>
    public required IReadOnlyList<BacktestFold> Folds { get; init; }

    /// <summary>The metric over the rows of all tested periods, each predicted before it was learned from.</summary>
    public MetricValue? Progressive { get; init; }
}

/// <summary>One period, tested by a model of all rows before it.</summary>
public sealed record BacktestFold
{
    /// <summary>Earliest event time learned from.</summary>
    public DateTimeOffset TrainFrom { get; init; }

    /// <summary>Earliest event time tested; everything before it was learned from.</summary>
    public DateTimeOffset TestFrom { get; init; }

    /// <summary>Latest event time tested.</summary>
    public DateTimeOffset TestTo { get; init; }

    /// <summary>Rows learned from.</summary>
    public long TrainRows { get; init; }

    /// <summary>Rows tested.</summary>
    public long TestRows { get; init; }

    /// <summary>The metric on the period; absent when it is undefined there.</summary>
    public MetricValue? Period { get; init; }

    /// <summary>The metric on the set that does not change.</summary>
    public MetricValue? Static { get; init; }

    /// <summary>The metric of the version in use on the same period. It may have learned from these rows, which favours it.</summary>
    public double? Champion { get; init; }
}

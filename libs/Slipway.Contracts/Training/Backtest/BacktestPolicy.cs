using System.ComponentModel.DataAnnotations;

namespace Slipway.Contracts.Training;

/// <summary>
/// Trains the model again on the past and measures it on what came next, period by period (progressive validation: test, then train). The last period and a set that does not change are
/// both measured, since each alone hides something: the one a change of the world, the other that the model fits the past only.
/// </summary>
public sealed record BacktestPolicy
{
    /// <summary>Periods that are tested, each by a model of all before it. Each training takes up to as long as the first.</summary>
    [Range(2, 20)]
    public int Folds { get; set; } = 3;

    /// <summary>Length of a tested period of event time. Default: periods have equally many rows.</summary>
    public Duration? Window { get; init; }

    /// <summary>One of <c>evaluation.sets</c>: what every model of the backtest is measured on too.</summary>
    public required string StaticSet { get; init; }
}

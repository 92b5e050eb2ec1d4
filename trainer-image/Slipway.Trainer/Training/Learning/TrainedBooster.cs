using Slipway.Contracts.Training;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Learning;

/// <summary>A trained booster with what was seen on the way.</summary>
/// <param name="Booster">All rounds, the ones after the best included.</param>
/// <param name="BestRound">Round (from 0) whose model counts.</param>
/// <param name="Curve">Metrics after each round; of a warm start, from the last round of the parent on.</param>
internal sealed record TrainedBooster(Booster Booster, int BestRound, IReadOnlyList<CurvePoint> Curve) : IDisposable
{
    /// <summary>Rounds that count.</summary>
    internal int Rounds => MergedRounds ?? BestRound + 1;

    /// <summary>Rounds that this process boosted, those after the best included.</summary>
    internal int Boosted => Curve[^1].Round + 1 - Begun;

    /// <summary>Rounds that it began with: those of a checkpoint or of an earlier version.</summary>
    internal int Begun { get; init; }

    /// <summary>Rounds of a mean of several models, of whose first one the curve is; null of one model.</summary>
    internal int? MergedRounds { get; init; }

    public void Dispose() => Booster.Dispose();
}

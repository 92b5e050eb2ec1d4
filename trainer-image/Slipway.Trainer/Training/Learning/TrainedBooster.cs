using Slipway.Contracts.Training;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Learning;

/// <summary>A trained booster with what was seen on the way.</summary>
/// <param name="Booster">All rounds, the ones after the best included.</param>
/// <param name="BestRound">Round (from 0) whose model counts.</param>
/// <param name="Curve">Metrics after each round.</param>
internal sealed record TrainedBooster(Booster Booster, int BestRound, IReadOnlyList<CurvePoint> Curve) : IDisposable
{
    /// <summary>Rounds that count.</summary>
    internal int Rounds => MergedRounds ?? BestRound + 1;

    /// <summary>Rounds of a mean of several models, of whose first one the curve is; null of one model.</summary>
    internal int? MergedRounds { get; init; }

    public void Dispose() => Booster.Dispose();
}

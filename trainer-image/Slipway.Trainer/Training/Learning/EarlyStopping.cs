namespace Slipway.Trainer.Training.Learning;

/// <summary>Remembers the best round and says when to stop.</summary>
/// <param name="patience">Rounds without improvement that are tolerated; null never stops and keeps the last round.</param>
/// <param name="largerIsBetter">Which way the metric improves.</param>
internal sealed class EarlyStopping(int? patience, bool largerIsBetter)
{
    private double best = double.NaN;

    internal int BestRound { get; private set; }

    /// <summary>Takes the metric of a round.</summary>
    /// <returns>Whether training should stop.</returns>
    internal bool Observe(int round, double value)
    {
        if (patience is null || double.IsNaN(best) || (largerIsBetter ? value > best : value < best)) (best, BestRound) = (value, round);
        return patience is { } rounds && round - BestRound >= rounds;
    }
}

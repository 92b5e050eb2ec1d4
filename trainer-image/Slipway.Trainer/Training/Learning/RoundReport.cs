using System.Globalization;
using Slipway.Contracts.Training;
using Slipway.Trainer.Steps.Progress;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Learning;

/// <summary>How far boosting has come, for a log and for the progress of the run.</summary>
/// <param name="Done">Rounds of the booster.</param>
/// <param name="End">Rounds that it will have at most.</param>
/// <param name="Boosted">Rounds that this process boosted.</param>
/// <param name="Metrics">Metrics after the last of them.</param>
/// <param name="Rows">Rows that are learned from.</param>
/// <param name="Elapsed">Time that the boosting has taken.</param>
/// <param name="Stopped">Whether it ends before its last round.</param>
internal sealed record RoundReport(int Done, int End, int Boosted, IReadOnlyList<RoundMetric> Metrics, long Rows, TimeSpan Elapsed, bool Stopped)
{
    private double RowsPerSecond => Rows * Boosted / Math.Max(Elapsed.TotalSeconds, 1e-9);

    private double SecondsLeft => Stopped ? 0 : Elapsed.TotalSeconds / Boosted * (End - Done);

    internal FormattableString Line
    {
        get
        {
            var values = string.Join(" ", Metrics.Select(metric => FormattableString.Invariant($"{metric.Set.ToLowerInvariant()}-{metric.Metric}={metric.Value:0.#####}")));
            return $"round {Done}/{End} {values} rows/s={RowsPerSecond:0} left={SecondsLeft:0}s";
        }
    }

    /// <summary>The same as Kubeflow's trainers tell it. All is done only when the model is written.</summary>
    internal TrainerStatus Status(IEnumerable<TrainerMetric> measured) => new()
    {
        ProgressPercentage = Stopped ? 99 : Math.Min(99, (int)(100L * Done / End)),
        EstimatedRemainingSeconds = (int)Math.Min(int.MaxValue, Math.Ceiling(SecondsLeft)),
        Metrics =
        [
            .. Metrics.Select(metric => new TrainerMetric { Name = $"{metric.Set.ToLowerInvariant()}_{metric.Metric}", Value = metric.Value.ToString("R", CultureInfo.InvariantCulture) }),
            ProcessUsage.Metric(ProgressMetrics.Round, Done), ProcessUsage.Metric(ProgressMetrics.RowsPerSecond, Math.Round(RowsPerSecond)), .. measured,
        ],
    };
}

using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Learning;

/// <summary>Boosts round after round: metrics, early stopping, progress, and a guard against numbers that are none.</summary>
internal sealed class BoostingLoop(LearnerParameters parameters, StepProgress progress, TimeProvider clock)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);

    internal TrainedBooster Train(DMatrix train, DMatrix? validation, CancellationToken cancellationToken)
    {
        KeyValuePair<string, DMatrix>[] sets = validation is null
            ? [new(nameof(Split.Train), train)]
            : [new(nameof(Split.Train), train), new(nameof(Split.Validation), validation)];
        var settings = parameters.Booster.Concat(parameters.Metrics.Select(metric => KeyValuePair.Create("eval_metric", metric)));
        var booster = new Booster(settings, [.. sets.Select(set => set.Value)]);
        try
        {
            var curve = new List<CurvePoint>();
            var best = Boost(booster, train, sets, curve, cancellationToken);
            return new TrainedBooster(booster, best, curve);
        }
        catch (XGBoostException wrong) when (!wrong.IsCollective)
        {
            booster.Dispose();
            throw StepException.Invalid("LearnerRefused", $"XGBoost refused to train: {wrong.Message}", "Correct the hyperparameter or the label that it names.", wrong);
        }
        catch
        {
            booster.Dispose();
            throw;
        }
    }

    private int Boost(Booster booster, DMatrix train, KeyValuePair<string, DMatrix>[] sets, List<CurvePoint> curve, CancellationToken cancellationToken)
    {
        // As in XGBoost, the last metric of the last set decides.
        var stopping = new EarlyStopping(sets.Length > 1 ? parameters.EarlyStoppingRounds : null, Objectives.IsLargerBetter(parameters.Metrics[^1]));
        long rows = train.Rows, start = clock.GetTimestamp(), reported = start;
        for (var round = 0; round < parameters.Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            booster.Update(train, round);
            var metrics = booster.Evaluate(round, sets);
            Guard(metrics, round);
            curve.AddRange(metrics.Select(metric => new CurvePoint(round, Enum.Parse<Split>(metric.Set), metric.Metric, metric.Value)));
            var stop = stopping.Observe(round, metrics[^1].Value);
            if (stop || round + 1 == parameters.Rounds || clock.GetElapsedTime(reported) >= ReportEvery)
            {
                reported = clock.GetTimestamp();
                Report(round, metrics, rows, clock.GetElapsedTime(start));
            }

            if (stop) break;
        }

        return stopping.BestRound;
    }

    private void Report(int round, IReadOnlyList<RoundMetric> metrics, long rows, TimeSpan elapsed)
    {
        var values = string.Join(" ", metrics.Select(metric => FormattableString.Invariant($"{metric.Set.ToLowerInvariant()}-{metric.Metric}={metric.Value:0.#####}")));
        var done = round + 1;
        var rate = rows * done / Math.Max(elapsed.TotalSeconds, 1e-9);
        var left = TimeSpan.FromSeconds(elapsed.TotalSeconds / done * (parameters.Rounds - done));
        progress.Report($"round {done}/{parameters.Rounds} {values} rows/s={rate:0} left={left.TotalSeconds:0}s");
    }

    private static void Guard(IReadOnlyList<RoundMetric> metrics, int round)
    {
        if (metrics.FirstOrDefault(metric => !double.IsFinite(metric.Value)) is not { } broken) return;
        throw StepException.Refused(
            "Diverged",
            $"After round {round + 1} the metric {broken.Metric} of the {broken.Set} split is {broken.Value}.",
            "Lower eta, check the label's range, or choose an objective that fits the label.");
    }
}

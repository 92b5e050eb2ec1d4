using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Checkpoints;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Learning;

/// <summary>Boosts round after round: metrics, early stopping, checkpoints, progress, and a guard against numbers that are none.</summary>
internal sealed class BoostingLoop(LearnerParameters parameters, StepProgress progress, TimeProvider clock)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);

    /// <summary>Where it is saved; null for trainings that are not worth it.</summary>
    internal StageCheckpoints? Checkpoints { get; init; }

    /// <summary>What else is told with each report.</summary>
    internal Func<IEnumerable<TrainerMetric>>? Measured { get; init; }

    // Rounds are counted from the first of the model that is begun from.
    private int First => parameters.Parent?.Rounds ?? 0;

    private int End => First + parameters.Rounds;

    internal TrainedBooster Train(DMatrix train, DMatrix? validation, CancellationToken cancellationToken)
    {
        KeyValuePair<string, DMatrix>[] sets = validation is null
            ? [new(nameof(Split.Train), train)]
            : [new(nameof(Split.Train), train), new(nameof(Split.Validation), validation)];
        var restored = Checkpoints?.Restore(cancellationToken);
        var booster = new Booster([], [.. sets.Select(set => set.Value)]);
        try
        {
            Begin(booster, restored);
            var curve = new List<CurvePoint>(restored?.Curve ?? []);
            var first = restored?.Rounds ?? First;
            if (curve.Count == 0 && first > 0) curve.AddRange(Points(first - 1, Measure(booster, first - 1, sets)));
            var best = Boost(booster, train, sets, curve, first, cancellationToken);
            return new TrainedBooster(booster, best, curve) { Begun = first };
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

    private void Begin(Booster booster, RestoredBooster? restored)
    {
        if (restored is not null) booster.Unserialize(restored.Bytes);
        else if (parameters.Parent is { } parent) booster.LoadModel(parent.Model);
        foreach (var (name, value) in parameters.Booster.Concat(parameters.Metrics.Select(metric => KeyValuePair.Create("eval_metric", metric)))) booster.SetParameter(name, value);
    }

    private int Boost(Booster booster, DMatrix train, KeyValuePair<string, DMatrix>[] sets, List<CurvePoint> curve, int first, CancellationToken cancellationToken)
    {
        // As in XGBoost, the last metric of the last set decides.
        var stopping = new EarlyStopping(sets.Length > 1 ? parameters.EarlyStoppingRounds : null, Objectives.IsLargerBetter(parameters.Metrics[^1]));
        var stop = false;
        foreach (var round in curve.GroupBy(point => point.Round)) stop = stopping.Observe(round.Key, round.Last().Value);
        long rows = train.Rows, start = clock.GetTimestamp(), reported = start;
        for (var round = first; round < End && !stop; round++)
        {
            if (cancellationToken.IsCancellationRequested) Checkpoints?.Leave(booster, round, curve);
            cancellationToken.ThrowIfCancellationRequested();
            booster.Update(train, round);
            var metrics = Measure(booster, round, sets);
            curve.AddRange(Points(round, metrics));
            stop = stopping.Observe(round, metrics[^1].Value);
            Checkpoints?.Observe(booster, round + 1, curve, cancellationToken);
            if (!stop && round + 1 < End && clock.GetElapsedTime(reported) < ReportEvery) continue;
            reported = clock.GetTimestamp();
            Report(new RoundReport(round + 1, End, round + 1 - first, metrics, rows, clock.GetElapsedTime(start), parameters.EarlyStoppingRounds is not null && stop));
        }

        Checkpoints?.Complete(booster, curve[^1].Round + 1, curve, cancellationToken);
        return stopping.BestRound;
    }

    private void Report(RoundReport report)
    {
        progress.Report(report.Line);
        progress.Push(report.Status(Measured?.Invoke() ?? []));
    }

    private static IReadOnlyList<RoundMetric> Measure(Booster booster, int round, KeyValuePair<string, DMatrix>[] sets)
    {
        var metrics = booster.Evaluate(round, sets);
        if (metrics.FirstOrDefault(metric => !double.IsFinite(metric.Value)) is not { } broken) return metrics;
        throw StepException.Refused(
            "Diverged",
            $"After round {round + 1} the metric {broken.Metric} of the {broken.Set} split is {broken.Value}.",
            "Lower eta, check the label's range, or choose an objective that fits the label.");
    }

    private static IEnumerable<CurvePoint> Points(int round, IReadOnlyList<RoundMetric> metrics) =>
        metrics.Select(metric => new CurvePoint(round, Enum.Parse<Split>(metric.Set), metric.Metric, metric.Value));
}

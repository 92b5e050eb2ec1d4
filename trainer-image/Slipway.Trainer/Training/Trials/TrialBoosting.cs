using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Learning;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Trials;

/// <summary>Boosts a trial from where it was to the end of its part, and ends it where others were better.</summary>
internal sealed class TrialBoosting(TrialSpec spec, RunContext run, LearnerParameters parameters)
{
    internal BoostedTrial Learn(DMatrix train, TrialMeasure measure, byte[]? checkpoint, CancellationToken cancellationToken)
    {
        var settings = parameters.Booster.Concat(parameters.Metrics.Select(metric => KeyValuePair.Create("eval_metric", metric)));
        var booster = new Booster(settings, [train, measure.Matrix]);
        try
        {
            if (checkpoint is not null) Resume(booster, checkpoint);
            return run.Timer.Measure(() => Boost(booster, train, measure, cancellationToken));
        }
        catch (XGBoostException wrong)
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

    // The parameters are those of the checkpoint, but for the threads of this pod.
    private void Resume(Booster booster, byte[] checkpoint)
    {
        booster.Unserialize(checkpoint);
        booster.SetParameter("nthread", parameters.Booster["nthread"]);
        run.Report($"trial {spec.Trial} goes on after {booster.Rounds} rounds");
    }

    private BoostedTrial Boost(Booster booster, DMatrix train, TrialMeasure measure, CancellationToken cancellationToken)
    {
        KeyValuePair<string, DMatrix>[] sets = [new(nameof(Split.Validation), measure.Matrix)];
        var stopping = new EarlyStopping(parameters.EarlyStoppingRounds, Objectives.IsLargerBetter(parameters.Metrics[^1]));
        var reported = new List<double?>();
        var best = double.NegativeInfinity;
        for (var round = booster.Rounds; round < spec.Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            booster.Update(train, round);
            var value = booster.Evaluate(round, sets)[^1];
            if (!double.IsFinite(value.Value))
                throw StepException.Invalid("Diverged", $"After round {round + 1} the metric {value.Metric} of the validation split is {value.Value}.", "Search smaller values of eta, or check the label's range.");
            if (stopping.Observe(round, value.Value)) return new BoostedTrial(booster, round + 1, stopping.BestRound + 1, reported, StoppedEarly: false);
            if (spec.ReportAt?.Contains(round + 1) != true) continue;
            var look = measure.First(booster, round + 1);
            reported.Add(look);
            if (look is { } measured) best = Math.Max(best, Goodness(measured));
            if (spec.Stops?.FirstOrDefault(stop => stop.Rounds == round + 1) is { } stop && best < Goodness(stop.Value))
                return new BoostedTrial(booster, round + 1, round + 1, reported, StoppedEarly: true);
        }

        return new BoostedTrial(booster, spec.Rounds, parameters.EarlyStoppingRounds is null ? spec.Rounds : stopping.BestRound + 1, reported, StoppedEarly: false);
    }

    private double Goodness(double value) => spec.LargerIsBetter ? value : -value;
}

/// <summary>A trial as far as it was boosted.</summary>
/// <param name="Booster">All rounds.</param>
/// <param name="Rounds">Rounds that it had.</param>
/// <param name="Counted">Rounds whose trees count: up to the best where the hyperparameters stop early.</param>
/// <param name="Reported">The first metric at each look.</param>
/// <param name="StoppedEarly">Whether others did better.</param>
internal sealed record BoostedTrial(Booster Booster, int Rounds, int Counted, IReadOnlyList<double?> Reported, bool StoppedEarly) : IDisposable
{
    public void Dispose() => Booster.Dispose();
}

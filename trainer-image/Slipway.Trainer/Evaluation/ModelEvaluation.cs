using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation.Curves;
using Slipway.Trainer.Evaluation.Metrics;
using Slipway.Trainer.Evaluation.Sets;
using Slipway.Trainer.Training;
using Slipway.Trainer.Training.Export;
using Slipway.Trainer.Training.Learning;

namespace Slipway.Trainer.Evaluation;

/// <summary>Measures a model on the test and validation splits and decides its gates.</summary>
internal sealed class ModelEvaluation(RunContext run, PreparedData prepared, GraphScorer scorer, ThresholdChoice? threshold, FurtherEvaluation furtherEvaluation)
{
    private readonly EvaluationPolicy policy = run.Spec.Evaluation;

    /// <param name="held">What it gives on the evaluation sets, which gates may speak of.</param>
    /// <param name="retraining">Trains it again where the noise band was asked for.</param>
    /// <param name="cancellationToken">Stops between chunks and trainings.</param>
    internal EvaluationReport Run(SetResults held, Retraining retraining, CancellationToken cancellationToken)
    {
        var (spec, data, target) = (run.Spec, prepared.Data, prepared.Target);
        var evaluator = new Evaluator(target, (float)(threshold?.Value ?? 0), LabelCosts.Of(policy.Threshold));
        var test = ScoredRows.Read(data, Split.Test, target, scorer, prepared.Slices, cancellationToken);
        var (sliced, small) = evaluator.MeasureSlices(test, policy.MinSliceRows);
        List<MetricValue> metrics = [.. evaluator.MeasureAll(test), .. sliced];
        if (data.Has(Split.Validation)) metrics.AddRange(evaluator.MeasureAll(ScoredRows.Read(data, Split.Validation, target, scorer, [], cancellationToken)));
        var noise = policy.NoiseBand is { } band ? NoiseStudy.Measure(evaluator, retraining.WithOtherSeeds(spec.Seed, band.Runs, cancellationToken)) : null;
        run.Warn(SanityChecks.OfNoise(noise));
        var further = furtherEvaluation.Measure(evaluator, test, held, cancellationToken);
        metrics.AddRange(further.Metrics);
        return new EvaluationReport
        {
            Model = spec.Model,
            Version = spec.Version,
            Task = spec.Task,
            DatasetDigest = spec.Dataset.Digest,
            Metrics = metrics,
            SmallSlices = small.Count == 0 ? null : small,
            Calibration = evaluator.Calibrate(test),
            Threshold = threshold,
            Classes = target.Classes.Count == 0 ? null : target.Classes,
            Confusion = evaluator.CountConfusion(test),
            Sets = held.Reports.Count == 0 ? null : held.Reports,
            Noise = noise,
            LearningCurve = policy.LearningCurve is { } curve ? LearningCurveStudy.Measure(run, retraining, curve, cancellationToken) : null,
            Freshness = policy.Freshness is { } freshness ? FreshnessStudy.Measure(run, prepared, retraining, freshness, cancellationToken) : null,
            OperatingPoints = evaluator.OperatingPoints(test),
            Behaviour = further.Behaviour,
            SliceFinder = further.SliceFinder,
            Backtest = further.Backtest,
            Stability = further.Stability,
            Explanations = further.Explanations,
            Gates = GateEvaluation.Decide(spec.Gates, new Measured([.. metrics, .. held.Reports.SelectMany(report => report.Metrics)], further.ChampionOf(held.ChampionOf(spec.Champion)))
            {
                Incomparable = held.Incomparable, Small = small, Noise = noise ?? [],
            }),
        };
    }
}

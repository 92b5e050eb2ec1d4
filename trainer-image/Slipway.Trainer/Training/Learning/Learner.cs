using Slipway.Contracts.Data;
using Slipway.Contracts.Training;
using Slipway.Trainer.Evaluation;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Distributed;
using Slipway.Trainer.Training.Labels;
using Slipway.Trainer.Training.Learning.Ensembles;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Learning;

/// <summary>Learns the model of a run from its prepared rows, and chooses what has to be chosen on the validation split.</summary>
internal sealed class Learner : IDisposable
{
    private readonly RunContext run;
    private readonly PreparedData prepared;
    private readonly RowLoading loading;
    private readonly ValidationSet validation;

    internal Learner(RunContext run, PreparedData prepared, CancellationToken cancellationToken)
    {
        this.run = run;
        this.prepared = prepared;
        loading = new RowLoading(run, prepared);
        validation = new ValidationSet(run, prepared, loading, cancellationToken);
    }

    public void Dispose() => validation.Dispose();

    /// <summary>The model, learned from rows without a label too where that was asked for.</summary>
    /// <param name="group">The workers that learn it together; null: this process alone.</param>
    /// <param name="cancellationToken">Stops between rounds.</param>
    internal SelfTrained Learn(WorkerGroup? group, CancellationToken cancellationToken)
    {
        if (group is not null) return new SelfTrained(new SharedLearning(run, prepared, loading, group).Learn(cancellationToken), null, []);
        var first = Boost([], cancellationToken);
        if (run.Spec.SelfTraining is not { } policy) return new SelfTrained(first, null, []);
        var unlabelled = prepared.Data.Unlabelled(Split.Train) == 0 ? [] : FeatureRows.Read(prepared.Data, TrainingData.UnlabelledTable(Split.Train), prepared.Features, cancellationToken);
        if (unlabelled.Count == 0) run.Warn($"Self-training has nothing to label: every row of the train split has a value in '{run.Spec.Label}'.");
        return new SelfTrainingLoop(policy, prepared.Target, prepared.Rows, prepared.Parameters, unlabelled, prepared.Columns, run.Threads)
            .Run(first, further => Boost(further, cancellationToken), cancellationToken);
    }

    /// <summary>A model of some of the rows, learned as that of all was, in as many rounds as counted.</summary>
    internal TrainedBooster Relearn(IReadOnlyList<DenseBatch> batches, int rounds, CancellationToken cancellationToken)
    {
        var parameters = prepared.Parameters.FromNothing with { Rounds = rounds, EarlyStoppingRounds = null };
        using var matrix = Matrices.ForTraining(batches, prepared.Columns, parameters, run.Threads);
        return run.Timer.Measure(() => new BoostingLoop(parameters, run.Step.Progress, run.Step.Clock).Train(matrix, null, cancellationToken));
    }

    /// <summary>From which probability a row is labelled positive; null for other tasks than binary ones.</summary>
    internal ThresholdChoice? ChooseThreshold(TrainedBooster trained)
    {
        var rule = run.Spec.Evaluation.Threshold;
        (Prediction Scores, float[] Labels)? scored = validation.Exists ? run.Timer.Measure(() => validation.Score(trained)) : null;
        if (scored is { } seen) run.Warn(SanityChecks.OfPredictions(seen.Scores.Values, seen.Scores.Outputs));
        if (prepared.Target.Task != LearningTask.Binary) return null;
        if (scored is { } rows) return ThresholdSelection.Choose(rule, rows.Scores.Values, [.. rows.Labels.Select(label => label > 0)], Split.Validation);
        if (rule is { Goal: not ThresholdGoal.Fixed })
            throw StepException.Invalid("NoValidationRows", "evaluation.threshold has to be chosen on validation rows, but the dataset version has none.", "Set splits.validationPercent of the Dataset above 0.");
        run.Warn("The dataset version has no validation rows: the decision threshold is not chosen from data.");
        return new ThresholdChoice(rule?.Value ?? 0.5, ThresholdGoal.Fixed, Split.Validation, null, null, 0);
    }

    private TrainedBooster BoostSeveral(EnsemblePolicy ensemble, IReadOnlyList<DenseBatch> further, CancellationToken cancellationToken)
    {
        IReadOnlyList<DenseBatch> batches = [.. FeatureRows.Read(prepared.Data, prepared.Rows, prepared.Features, cancellationToken), .. further];
        run.Warn(SanityChecks.OverfitSmallBatch(batches, prepared.Columns, prepared.Parameters));
        return run.Timer.Measure(() => new EnsembleLearner(ensemble, run, prepared.Parameters, prepared.Columns).Learn(batches, validation.InMemory(), cancellationToken));
    }

    /// <summary>A model of other labels of the same rows, with parameters of its own.</summary>
    internal TrainedBooster Teach(IReadOnlyList<DenseBatch> batches, LearnerParameters parameters, CancellationToken cancellationToken)
    {
        using var matrix = Matrices.ForTraining(batches, prepared.Columns, parameters, run.Threads);
        return run.Timer.Measure(() => new BoostingLoop(parameters, run.Step.Progress, run.Step.Clock).Train(matrix, validation.InMemory(), cancellationToken));
    }

    /// <summary>The train split's batches live only until XGBoost has its own form of them.</summary>
    private TrainedBooster Boost(IReadOnlyList<DenseBatch> further, CancellationToken cancellationToken)
    {
        if (run.Spec.Ensemble is { } ensemble) return BoostSeveral(ensemble, further, cancellationToken);
        using var train = Load();
        run.Report($"training on {train.Rows} rows of {prepared.Columns} columns with XGBoost {XGBoostLibrary.Version}");
        var checkpoints = run.Checkpoints.Next(prepared.Parameters, prepared.Features.OutputColumns, further);
        var loop = new BoostingLoop(prepared.Parameters, run.Step.Progress, run.Step.Clock) { Checkpoints = checkpoints, Measured = run.Measured };
        return run.Timer.Measure(() => loop.Train(train, validation.BesideRounds(train), cancellationToken));

        DMatrix Load()
        {
            // Rows that a model labelled itself come beside what is in memory; there are never more of them than the policy lets through.
            if (further.Count == 0) return LoadAlone();
            var batches = run.InputTimer.Measure(() => FeatureRows.Read(prepared.Data, prepared.Rows, prepared.Features, cancellationToken));
            return run.Timer.Measure(() => Matrices.ForTraining([.. batches, .. further], prepared.Columns, prepared.Parameters, run.Threads));
        }

        DMatrix LoadAlone()
        {
            using var rows = run.InputTimer.Measure(() => loading.Open(prepared.Rows, cancellationToken));
            if (rows.Peek() is { } some) run.Warn(SanityChecks.OverfitSmallBatch([some], prepared.Columns, prepared.Parameters));
            return run.Timer.Measure(() => loading.ForTraining(rows));
        }
    }
}

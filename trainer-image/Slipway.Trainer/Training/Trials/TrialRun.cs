using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.Learning;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Trials;

/// <summary>A part of a trial from verified files to values: prepared as for a model, learned up to the rounds of the part, measured on the validation split.</summary>
internal sealed class TrialRun(TrialSpec spec, StepContext context, VerifiedDataset dataset, IReadOnlyList<JoinedDataset> joined, byte[]? checkpoint)
{
    private readonly RunContext run = new(spec.Train, context);

    internal TrialOutcome Execute(CancellationToken cancellationToken)
    {
        using var prepared = PreparedData.Open(run, dataset, joined, cancellationToken);
        // Rows without a label may have been set apart since the manifest was looked at.
        DatasetVerifier.RequireValidation(prepared.Data.Rows(Split.Validation), prepared.Data.Manifest);
        using var measure = new TrialMeasure(run, prepared, spec.Metrics, cancellationToken);
        using var train = Load(prepared, cancellationToken);
        using var booster = new TrialBoosting(spec, run, prepared.Parameters).Learn(train, measure, checkpoint, cancellationToken);
        return new TrialOutcome
        {
            Rounds = booster.Rounds, Rows = prepared.Data.Rows(Split.Train), ValidationRows = measure.Rows, Values = measure.All(booster.Booster, booster.Counted),
            Reported = booster.Reported.Count > 0 ? booster.Reported : null, StoppedEarly = booster.StoppedEarly,
            Checkpoint = spec.Checkpoint ? booster.Booster.Serialize() : null, LearnerTime = run.Timer.Total,
        };
    }

    private DMatrix Load(PreparedData prepared, CancellationToken cancellationToken)
    {
        var batches = FeatureRows.Read(prepared.Data, prepared.Rows, prepared.Features, cancellationToken);
        return run.Timer.Measure(() => Matrices.ForTraining(batches, prepared.Columns, prepared.Parameters, run.Threads));
    }
}

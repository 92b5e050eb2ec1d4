using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Trainer.Evaluation.Sets;
using Slipway.Trainer.Evaluation.Stability;
using Slipway.Trainer.FeatureReports;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Checkpoints;
using Slipway.Trainer.Training.Data;
using Slipway.Trainer.Training.WarmStarts;

namespace Slipway.Trainer.Training;

/// <summary>The `train` command: a dataset version and features in; an evaluated model file, its manifest and its evaluation out.</summary>
internal static class TrainStep
{
    internal const string Name = "train";

    internal static readonly IStep Step = new Step<TrainSpec>(Name, ContractsJson.Default.TrainSpec, spec => spec.Output, RunAsync, RunCheckpoints.RemoveAsync);

    private static async Task<StepResult> RunAsync(TrainSpec spec, StepContext context, CancellationToken cancellationToken)
    {
        var start = context.Clock.GetTimestamp();
        if (await FinishedRun.FindAsync(spec, context, cancellationToken) is { } finished)
        {
            context.Progress.Report($"run {spec.Run} was finished before with this specification; its result stands");
            return new StepResult { Step = Name, Outcome = StepOutcome.Succeeded, Train = finished };
        }

        var dataset = await DatasetVerifier.OpenAsync(spec.Dataset, context, cancellationToken);
        context.Progress.Report($"dataset {dataset.Manifest.Name} {dataset.Manifest.Digest[..19]} verified: {dataset.Manifest.Rows.Train} train, {dataset.Manifest.Rows.Validation} validation, {dataset.Manifest.Rows.Test} test rows");

        var joined = await JoinedDataset.OpenAsync(spec.Joins, spec.JoinedDatasets, dataset, spec.Namespace, context, cancellationToken);
        var sets = await OpenedSet.OpenAsync(spec, context, cancellationToken);
        var previous = await PreviousReport.ReadAsync(spec.PreviousFeatures, context.Store, cancellationToken);
        var champion = await ChampionFile.FetchAsync(spec.ChampionModel, context, cancellationToken);
        var parent = await ParentModel.OpenAsync(spec, context, cancellationToken);
        var run = new TrainRun(spec, context, dataset, joined, sets, previous, champion, parent);
        // The engines block; the signal handlers must stay free.
        if (spec.Workers > 1 && context.Worker > 0)
        {
            var rows = await Task.Run(() => run.Assist(cancellationToken), cancellationToken);
            return new StepResult { Step = Name, Outcome = StepOutcome.Succeeded, Worker = new WorkerResult { Index = context.Worker, Rows = rows } };
        }

        var outcome = await Task.Run(() => run.Execute(cancellationToken), cancellationToken);
        var result = await ModelWriter.WriteAsync(spec, context, outcome, start, cancellationToken);
        context.Progress.Report($"model {spec.Model} {spec.Version} written: {result.Artifact.Digest[..19]}, {result.Artifact.Size} bytes, {result.Seconds:0.0}s of which {result.LearnerSeconds:0.0}s in XGBoost");
        return new StepResult { Step = Name, Outcome = StepOutcome.Succeeded, Train = result };
    }
}

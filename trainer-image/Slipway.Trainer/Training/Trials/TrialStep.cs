using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Storage;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Data;

namespace Slipway.Trainer.Training.Trials;

/// <summary>The `trial` command: learns with one proposal of hyperparameters and says what it is worth on the validation split. Files of the test split are not opened.</summary>
internal static class TrialStep
{
    internal const string Name = "trial";

    internal static readonly IStep Step = new Step<TrialSpec>(Name, ContractsJson.Default.TrialSpec, spec => spec.Output, RunAsync);

    private static async Task<StepResult> RunAsync(TrialSpec spec, StepContext context, CancellationToken cancellationToken)
    {
        var start = context.Clock.GetTimestamp();
        var dataset = await DatasetVerifier.OpenForTrialAsync(spec.Train.Dataset, context, cancellationToken);
        var joined = await JoinedDataset.OpenAsync(spec.Train.Joins, spec.Train.JoinedDatasets, dataset, spec.Train.Namespace, context, cancellationToken);
        var checkpoint = spec.Resume is { } resume ? await ReadAsync(resume, context, cancellationToken) : null;
        var trial = new TrialRun(spec, context, dataset, joined, checkpoint);
        // The engines block; the signal handlers must stay free.
        var outcome = await Task.Run(() => trial.Execute(cancellationToken), cancellationToken);
        var result = new TrialResult
        {
            Trial = spec.Trial, Rounds = outcome.Rounds, Rows = outcome.Rows, ValidationRows = outcome.ValidationRows, Values = outcome.Values, Reported = outcome.Reported,
            StoppedEarly = outcome.StoppedEarly, LearnerSeconds = outcome.LearnerTime.TotalSeconds,
            Checkpoint = outcome.Checkpoint is { } learned ? await WriteAsync(spec, context, learned, outcome.Rounds, cancellationToken) : null,
        };
        result = result with { Seconds = context.Clock.GetElapsedTime(start).TotalSeconds };
        var ended = outcome.StoppedEarly ? "stopped early, since others did better" : spec.Checkpoint ? "paused" : "done";
        context.Progress.Report($"trial {spec.Trial} {ended} after {result.Rounds} rounds: {string.Join(", ", spec.Metrics.Zip(result.Values, (metric, value) => FormattableString.Invariant($"{metric} {value:0.#####}")))}");
        return new StepResult { Step = Name, Outcome = StepOutcome.Succeeded, Trial = result };
    }

    private static async Task<byte[]> ReadAsync(TrialCheckpoint checkpoint, StepContext context, CancellationToken cancellationToken)
    {
        var bytes = await context.Store.ReadAllAsync(ObjectUri.Parse(checkpoint.Uri), cancellationToken);
        return Digest.Of(bytes) == checkpoint.Digest
            ? bytes
            : throw StepException.Invalid("DigestMismatch", $"{checkpoint.Uri} has digest {Digest.Of(bytes)}, but the trial paused with {checkpoint.Digest}.", "Start the search again; its files were changed or damaged.");
    }

    private static async Task<TrialCheckpoint> WriteAsync(TrialSpec spec, StepContext context, byte[] learned, int rounds, CancellationToken cancellationToken)
    {
        var uri = ObjectUri.Parse(spec.Output).Append("checkpoint.bin");
        await context.Store.PutAsync(uri, learned, cancellationToken);
        return new TrialCheckpoint(uri.ToString(), Digest.Of(learned), rounds);
    }
}

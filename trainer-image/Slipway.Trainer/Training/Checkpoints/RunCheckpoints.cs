using System.Globalization;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Storage;
using Slipway.Trainer.Steps;
using Slipway.Trainer.Training.Parameters;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Checkpoints;

/// <summary>The checkpoints of a run below its output, one folder for each time that it learns: self-training learns several times.</summary>
internal sealed class RunCheckpoints(RunContext run)
{
    private static readonly Version KeepsRandomState = new(3, 3);

    private readonly List<StageCheckpoints> stages = [];

    /// <summary>What was gone on from, in the order of the stages; null when nothing was.</summary>
    internal IReadOnlyList<ResumedFrom>? Resumed => stages.SelectMany(stage => stage.Resumed).ToList() is { Count: > 0 } all ? all : null;

    /// <summary>The checkpoints of the next stage.</summary>
    internal StageCheckpoints Next(LearnerParameters parameters, IReadOnlyList<string> columns, IReadOnlyList<DenseBatch> further)
    {
        var folder = Folder(run.Spec).Append(string.Create(CultureInfo.InvariantCulture, $"stage-{stages.Count}"));
        var stage = new StageCheckpoints(
            run, new CheckpointFiles(run.Step.Store, folder), run.Spec.Checkpoint ?? new CheckpointPolicy(),
            LearningDigest.Of(run.Spec, parameters, columns, further), IsExact(parameters, XGBoostLibrary.Version));
        stages.Add(stage);
        return stage;
    }

    /// <summary>Whether trees after a checkpoint are those that would have been grown without the interruption.</summary>
    internal static bool IsExact(LearnerParameters parameters, Version library) => library >= KeepsRandomState || !parameters.DrawsRandomNumbers;

    /// <summary>Deletes the checkpoints of a run whose result is written. Leftovers do no harm, so a store that refuses is only told.</summary>
    internal static async Task RemoveAsync(TrainSpec spec, StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            await context.Store.DeleteAllAsync(Folder(spec), first: null, cancellationToken);
        }
        catch (StorageException refused)
        {
            context.Progress.Report($"the checkpoints could not be removed: {refused.Message}");
        }
    }

    private static ObjectUri Folder(TrainSpec spec) => ObjectUri.Parse(spec.Output).Append("checkpoints");
}

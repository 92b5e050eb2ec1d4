using Slipway.Contracts;
using Slipway.Trainer.Backfill;
using Slipway.Trainer.Collect;
using Slipway.Trainer.Import;
using Slipway.Trainer.Snapshot;
using Slipway.Trainer.Training;
using Slipway.Trainer.Training.Trials;

namespace Slipway.Trainer.Steps;

/// <summary>The commands of the trainer.</summary>
internal static class StepCatalogue
{
    public static readonly IReadOnlyList<IStep> Steps =
    [
        new Step<Contracts.Steps.SnapshotSpec>("snapshot", ContractsJson.Default.SnapshotSpec, spec => spec.ResultPrefix, SnapshotStep.RunAsync),
        TrainStep.Step,
        TrialStep.Step,
        BackfillStep.Step,
        CollectStep.Step,
        EvaluateStep.Step,
    ];

    public static IStep? Find(string name) => Steps.FirstOrDefault(step => step.Name == name);
}

using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Trainer.Steps;
using Slipway.XGBoost;

namespace Slipway.Trainer.Training.Distributed;

/// <summary>What has to hold for a run with several workers, looked at by each of them before it waits for the others.</summary>
internal static class WorkerRules
{
    /// <exception cref="StepException">The run cannot have several workers here.</exception>
    internal static void Check(TrainSpec spec, StepContext context)
    {
        if (!XGBoostLibrary.HasCollective)
            throw StepException.Invalid(
                "WorkersNotSupported", $"workers is {spec.Workers}, but XGBoost {XGBoostLibrary.Version} of this image cannot train on several: 2.1 or later is needed.", "Use the trainer's image, which has 3.0, or set workers to 1.");
        if (context.Meeting is null)
            throw StepException.Invalid("NoTracker", $"workers is {spec.Workers}, but DMLC_TRACKER_URI and DMLC_TRACKER_PORT do not say where they meet.", "The operator sets both; by hand, name the host of worker 0 and a free port of it.");
        if (context.Worker >= spec.Workers)
            throw StepException.Invalid("NoSuchWorker", $"JOB_COMPLETION_INDEX is {context.Worker}, but workers is {spec.Workers}.", "Number the workers from 0.");
        if (OneWorker.Needs(spec.Task, spec.Ensemble, spec.Compression, spec.SelfTraining, spec.Evaluation) is { } field)
            throw StepException.Invalid("WorkersNotSupported", $"{field} needs all rows in one process, but workers is {spec.Workers}.", $"Set workers to 1, or remove {field}.");
    }

    /// <exception cref="StepException">A worker would have no rows.</exception>
    internal static void CheckRows(PreparedData prepared, int workers)
    {
        foreach (var split in new[] { Split.Train, Split.Validation }.Where(prepared.Data.Has))
        {
            var rows = prepared.Data.Rows(split);
            if (rows < workers) throw StepException.Invalid("TooManyWorkers", $"workers is {workers}, but the {split} split has {rows} rows.", "Set workers to 1: so few rows need no more.");
        }

        if (prepared.Parameters.Booster["tree_method"] == "exact")
            throw StepException.Invalid("WorkersNotSupported", $"tree_method exact needs all rows in one process, but workers is {workers}.", "Use tree_method hist, or set workers to 1.");
    }
}

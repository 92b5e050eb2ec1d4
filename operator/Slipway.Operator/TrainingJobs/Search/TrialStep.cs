using System.Text.Json;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;
using Slipway.Operator.TrainingJobs.Search.Stopping;

namespace Slipway.Operator.TrainingJobs.Search;

/// <summary>The children of the trials that are on record.</summary>
internal static class TrialStep
{
    public const string Name = "trial";

    /// <summary>Specification and Job of each trial that runs.</summary>
    public static IReadOnlyList<Child> Children(TrainingJobWorld world, TrainingRun run, SearchStatus search, TrainingInputs inputs) =>
        [.. search.Trials!.Where(trial => trial.State == TrialState.Running).SelectMany(trial => Children(world, run, search, trial, inputs))];

    private static IReadOnlyList<Child> Children(TrainingJobWorld world, TrainingRun run, SearchStatus search, SearchTrial trial, TrainingInputs inputs)
    {
        var name = Trials.JobOf(run.Name, trial);
        // Most passes find the Job there, and its specification need not be written again.
        if (world.Children.Job(name) is not null && world.Children.ConfigMap(name) is not null) return [];
        var specification = Specification(world, run, search, trial, inputs);
        var template = TrainStep.Template(world, name, specification.Train.Image!, JsonSerializer.Serialize(specification, ContractsJson.Default.TrialSpec)) with { Step = Name, Progress = null };
        return StepChildren.Of(template, world.Children);
    }

    private static TrialSpec Specification(TrainingJobWorld world, TrainingRun run, SearchStatus search, SearchTrial trial, TrainingInputs inputs)
    {
        var (spec, wanted) = (world.Job.Spec, world.Job.Spec.Search!);
        var rounds = TrainingBudget.Rounds(spec.Hyperparameters);
        var (rungs, looks) = (SearchRungs.Of(wanted.EarlyStopping, rounds), SearchRungs.Looks(wanted.EarlyStopping, rounds));
        var output = $"{TrainStep.Output(world, run)}/trials/{trial.Trial}";
        return new TrialSpec
        {
            Trial = trial.Trial,
            Train = TrainStep.Specification(world, run, inputs) with
            {
                Hyperparameters = SearchRecords.Merged(spec.Hyperparameters, trial.Parameters),
                // What only the model itself is measured on is not even named to a trial.
                Gates = null, Champion = null, EvaluationSets = null, ChampionModel = null, PreviousFeatures = null, Search = null, Operation = null, Checkpoint = null, Output = output,
            },
            Metrics = [.. wanted.Objectives.Select(objective => objective.Metric)],
            LargerIsBetter = wanted.Objectives[0].Type == ObjectiveType.Maximize,
            Rounds = rungs[trial.Rung],
            Checkpoint = trial.Rung < rungs.Count - 1,
            Resume = trial.Rung == 0 ? null : new TrialCheckpoint($"{output}/rung-{trial.Rung - 1}/checkpoint.bin", trial.Checkpoint!, trial.Rounds!.Value),
            ReportAt = looks.Count > 0 ? looks : null,
            Stops = MedianStopping.Of(search.Trials!, looks, wanted.EarlyStopping?.MinTrialsRequired ?? 0) is { Count: > 0 } stops ? stops : null,
            Output = $"{output}/rung-{trial.Rung}",
        };
    }
}

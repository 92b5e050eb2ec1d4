using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Training;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;

namespace Slipway.Operator.TrainingJobs.Search;

/// <summary>What to do about a run whose hyperparameters are still searched for.</summary>
internal static class SearchDecision
{
    private const string Searching = "Searching";

    /// <summary>Whether the search of a run is not over.</summary>
    public static bool IsDue(TrainingJobSpec spec, TrainingRun run) => spec.Search is not null && run.Search is null;

    /// <summary>The search of a run, when it has begun.</summary>
    public static SearchStatus? Of(TrainingJobStatus? status, TrainingRun run) => status?.Search is { } search && search.Run == run.Name ? search : null;

    /// <summary>Whether something would be lost if the run made room for another: a trial was begun, or something was found.</summary>
    public static bool HasBegun(TrainingJobStatus? status, TrainingRun run) => run.Search is not null || Of(status, run)?.Trials is { Count: > 0 };

    public static Plan<TrainingJobStatus> Decide(TrainingJobWorld world, TrainingDraft draft, TrainingRun run, ResolvedInputs resolved, DateTimeOffset now)
    {
        var spec = world.Job.Spec;
        // A model that could not be made of what was found is tried again with the same, not searched for anew.
        if (draft.Runs.FirstOrDefault(other => other is { State: RunState.Failed, Search: not null } && other.ConfigurationDigest == run.ConfigurationDigest) is { Search: { } found } earlier)
            return draft.Found(run, world.Job.Status?.Search, found, $"run {run.Name} takes the hyperparameters that run {earlier.Name} found");

        var before = Of(world.Job.Status, run);
        var search = before ?? new SearchStatus { Run = run.Name, StartedAt = now, Trials = [] };
        var isHeldUp = spec.Suspend || resolved.Inputs is null;
        var step = new SearchProgress(spec, search, trial => world.Children.State(Trials.JobOf(run.Name, trial)), !isHeldUp, now).Step();
        if (step.Failure is { } failure) return draft.Fail(run, failure.Reason, failure.Message, step);
        if (step.Status.FinishedAt is not null)
            return draft.Found(run, step.Status, SearchRecords.Of(spec, step.Status), $"run {run.Name} ended its search ({step.Status.Reason}): {SearchCounts.Sentence(step.Status)}", step.Events);

        // Only trials that are on record have children.
        var children = before is not null && resolved.Inputs is { } inputs ? TrialStep.Children(world, run, Continuing(before, step.Status), inputs) : [];
        var plan = draft.Searching(run, step, Reason(world, run, step.Status, resolved), children);
        return search.StartedAt + spec.Search!.Deadline?.Value is { } end ? plan with { RequeueAfter = end > now ? end - now : TimeSpan.FromSeconds(1) } : plan;
    }

    // Those that ran before this pass and still do.
    private static SearchStatus Continuing(SearchStatus before, SearchStatus after)
    {
        var running = after.Trials!.Where(trial => trial.State == TrialState.Running).Select(trial => (trial.Trial, trial.Rung)).ToHashSet();
        return before with { Trials = [.. before.Trials!.Select(trial => trial.State == TrialState.Running && !running.Contains((trial.Trial, trial.Rung)) ? trial with { State = TrialState.Waiting } : trial)] };
    }

    private static (string Reason, string? Note) Reason(TrainingJobWorld world, TrainingRun run, SearchStatus search, ResolvedInputs resolved)
    {
        if (world.Job.Spec.Suspend) return ("Suspended", "spec.suspend is true, so that no trial is begun; set it to false to go on");
        if (resolved.Obstacle is { } obstacle) return (obstacle.Reason, obstacle.Message);
        var waits = search.Trials!.Where(trial => trial.State == TrialState.Running).Select(trial => (trial.Trial, State: world.Children.State(Trials.JobOf(run.Name, trial)))).ToList();
        return waits.Count > 0 && waits.TrueForAll(each => each.State.Phase == StepPhase.Waiting) ? (waits[0].State.Reason, $"trial {waits[0].Trial} waits: {waits[0].State.Message}") : (Searching, null);
    }
}

using Slipway.Api;
using Slipway.Api.TrainingJobs;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Steps;
using Slipway.Operator.TrainingJobs.Search;
using Slipway.Operator.TrainingJobs.Drills;
using Slipway.Operator.TrainingJobs.Scheduling;
using Slipway.Operator.TrainingJobs.Triggers;
using Slipway.Operator.TrainingJobs.WarmStarts;

namespace Slipway.Operator.TrainingJobs;

/// <summary>What to do about a TrainingJob now.</summary>
/// <remarks>
/// A run goes on record in <c>status.runs</c> with its pins and its version number first; the next pass makes its Job. So a run has one Job and a
/// version number is given out once, whenever the operator is killed; a run whose end is on record is never run again because its Job is gone.
/// </remarks>
internal static class TrainingJobDecision
{
    public static Plan<TrainingJobStatus> Decide(TrainingJobWorld world, DateTimeOffset now)
    {
        var draft = new TrainingDraft(world, now);
        var errors = TrainingJobValidation.Validate(world.Job.Spec);
        if (errors.Count > 0) return draft.Stalled("InvalidSpec", Summary.Of(errors));
        if (SchedulingFaults.TwoQueues(world.Job) is { } both) return draft.Stalled("InvalidSpec", both.ToString());
        var round = TriggerRound.Of(world, now);
        var plan = Judge(world, draft, round, now).LookAgain(TrainingAccess.Ends(world, now), now);
        return DrillDecision.Extend(round.Record(plan, world.Job, now), world, now);
    }

    private static Plan<TrainingJobStatus> Judge(TrainingJobWorld world, TrainingDraft draft, TriggerRound round, DateTimeOffset now)
    {
        var resolved = ResolvedInputs.Of(world, now);
        if (draft.Active is { } active) return Watch(world, draft, active, resolved, now);
        if (resolved.Obstacle is { } obstacle)
            return resolved.WaitsOnly ? draft.Waiting(obstacle.Reason, obstacle.Message) : draft.Stalled(obstacle.Reason, obstacle.Message);

        var configuration = RunConfiguration.Digest(world.Job.Spec, resolved.Inputs!);
        var runDigest = RunConfiguration.RunDigest(world, configuration);
        var refresh = world.Job.Annotation(SlipwayApi.RefreshAnnotation);
        var done = draft.Runs.FirstOrDefault(run => run.ConfigurationDigest == configuration && run.Refresh == refresh);
        if (done?.State == RunState.Succeeded) return draft.AtRest(done);
        if (done?.State == RunState.Failed && done.RunDigest == runDigest) return draft.Failed(done);
        if (done is null && refresh is null && VersionOf(world, configuration) is { } version) return draft.AlreadyTrained(version);
        var gate = RunGate.Of(world, resolved.Inputs!, refresh, round, now);
        if (gate is { Trigger: null, Pending: null }) return draft.AwaitingTrigger(TrainedInputs.Tried(world)!.Run);
        if (!world.Job.Spec.Suspend && AssertionFaults.Of(world, resolved.Inputs!) is { } untrue) return draft.Stalled(AssertionFaults.Reason, untrue);
        // Only what begins is held up: a version that was made is not taken back because a set grew old.
        if (!world.Job.Spec.Suspend && TrainingFaults.Expired(world.Job.Spec, world.EvaluationSets, now) is { } expired) return draft.Stalled("EvaluationSetExpired", expired.ToString());
        if (world.Job.Spec.Suspend) return draft.Suspended();
        if (gate.Pending is { } pending) return draft.Held(pending);
        var start = WarmStartChoice.Of(world, resolved.Inputs!);
        return start.Obstacle is { } refused
            ? draft.Stalled(refused.Reason, refused.Message)
            : draft.Begin(resolved.Inputs! with { WarmStart = start.Start }, configuration, runDigest, refresh, gate.Trigger!);
    }

    private static Plan<TrainingJobStatus> Watch(TrainingJobWorld world, TrainingDraft draft, TrainingRun run, ResolvedInputs resolved, DateTimeOffset now)
    {
        var state = RunPlace.Explain(world, world.Children.State(run.Name));
        if (state.Phase == StepPhase.Succeeded) return draft.Succeed(run, state);
        if (state.Phase == StepPhase.Failed) return draft.Fail(run, state.Reason, state.Message);
        if (Superseded(world, run, resolved, state) is { } reason) return draft.Supersede(run, reason);
        if (SearchDecision.IsDue(world.Job.Spec, run)) return SearchDecision.Decide(world, draft, run, resolved, now);

        // The specification of a Job that is not there yet is made from the pins of the run, which the current inputs were just found to match.
        var children = resolved.Inputs is { } inputs ? TrainStep.Children(world, run, inputs) : [];
        return draft.Going(run, state, children);
    }

    // A run goes on when only its data has a newer version. It makes room when the configuration was changed, and for other pods when its own do not run.
    private static string? Superseded(TrainingJobWorld world, TrainingRun run, ResolvedInputs resolved, StepState state)
    {
        var holdsTrials = SearchDecision.HasBegun(world.Job.Status, run);
        if (resolved.Inputs is not { } inputs)
        {
            if (resolved.Obstacle!.Reason == AccessFaults.Reason) return $"it may no longer read its data: {resolved.Obstacle.Message}";
            return state.Phase == StepPhase.Missing && !holdsTrials ? $"its inputs are gone before its Job was made: {resolved.Obstacle!.Message}" : null;
        }

        var (pinned, wanted) = (Pins.All(run.Dataset, run.JoinedDatasets, run.EvaluationSets), Pins.All(inputs.Dataset, inputs.JoinedDatasets, inputs.EvaluationSets));
        if (!Pins.HaveSameViews(pinned, wanted)) return "what it may read was changed while it ran";
        var configuration = RunConfiguration.Digest(world.Job.Spec, inputs with { Dataset = run.Dataset, JoinedDatasets = run.JoinedDatasets, EvaluationSets = run.EvaluationSets });
        if (configuration != run.ConfigurationDigest) return "the configuration was changed while it ran";
        var stuck = state.Phase is StepPhase.Missing or StepPhase.Waiting && !(holdsTrials && SearchDecision.IsDue(world.Job.Spec, run));
        return stuck && RunConfiguration.RunDigest(world, configuration) != run.RunDigest ? "what its pods need was changed before they ran" : null;
    }

    private static string? VersionOf(TrainingJobWorld world, string configuration) =>
        world.Versions.FirstOrDefault(version => version.Spec.Provenance?.ConfigurationDigest == configuration)?.Metadata.Name;
}

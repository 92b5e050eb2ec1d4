using Slipway.Api.Rollouts;

namespace Slipway.Operator.Rollouts.Decisions;

/// <summary>A candidate is being tried: it moves on with evidence, goes back on harm, and otherwise stays.</summary>
internal static class CandidateProgress
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public static RolloutDecision Decide(RolloutDraft draft, TargetVersion target)
    {
        var candidate = draft.Status.Candidate!;
        var state = draft.StateOf(candidate);
        candidate = candidate with { ReadyReplicas = state?.Ready ?? 0 };
        var stable = draft.Status.Stable! with { ReadyReplicas = draft.StateOf(draft.Status.Stable)?.Ready ?? 0 };
        draft.Status = draft.Status with { Stable = stable, Candidate = candidate };

        if (target.Version is null || Revisions.Of(draft.World, target.Version, draft.Now).Name != candidate.Name)
            return CandidateEnd.Supersede(draft, candidate, target);
        if (state is not { Available: true }) return WaitForPods(draft, candidate, state);
        if (draft.Spec.Paused) return draft.Progressing("Paused", $"{candidate.Version} stays at {candidate.Weight} %: spec.paused is true", null, RolloutPhase.Paused);
        if (draft.Status.StepIndex is not { } index) return Enter(draft, candidate, 0);
        if (!draft.World.Routers.Confirm(draft.Status.RouteGeneration))
            return WaitForRouters(draft, candidate);
        if (draft.Status.StepStartedAt is not { } started)
        {
            draft.Status = draft.Status with { StepStartedAt = draft.Now };
            return draft.Progressing("Analyzing", $"{candidate.Version} gets {candidate.Weight} %", draft.Spec.Analysis.Interval.Value);
        }

        return Continue(draft, candidate, CanarySteps.Of(draft.Spec), index, draft.Now - started);
    }

    private static RolloutDecision WaitForPods(RolloutDraft draft, RevisionStatus candidate, RevisionState? state)
    {
        var why = state?.Trouble ?? "waiting for its pods";
        var since = draft.Status.StepStartedAt ?? candidate.Since ?? draft.Now;
        return draft.Now - since > draft.Spec.ProgressDeadline.Value
            ? CandidateEnd.RollBack(draft, candidate, $"it was not available within {draft.Spec.ProgressDeadline}: {why}")
            : draft.Progressing("WaitingForPods", $"{candidate.Version}: {why}", Poll);
    }

    private static RolloutDecision WaitForRouters(RolloutDraft draft, RevisionStatus candidate) =>
        draft.World.Routers is { Pods: > 0, Trouble: { } trouble }
            ? draft.Progressing("RouterUnreachable", $"{candidate.Version} stays at {candidate.Weight} %: {trouble}", Poll)
            : draft.Progressing("WaitingForRouters", $"{candidate.Version}: waiting until all routers send it {candidate.Weight} %", Poll);

    private static RolloutDecision Enter(RolloutDraft draft, RevisionStatus candidate, int index)
    {
        var steps = CanarySteps.Of(draft.Spec);
        var weight = steps[index].SetWeight;
        draft.Status = draft.Status with
        {
            StepIndex = index,
            Step = $"{index + 1}/{steps.Count}",
            StepStartedAt = null,
            RouteGeneration = draft.Status.RouteGeneration + 1,
            Candidate = candidate with { Weight = weight },
            Stable = draft.Status.Stable! with { Weight = 100 - weight },
        };
        draft.Event("SetWeight", $"{candidate.Version} gets {weight} % of the requests");
        return draft.Progressing("SettingWeight", $"{candidate.Version} gets {weight} %", TimeSpan.Zero);
    }

    private static RolloutDecision Continue(
        RolloutDraft draft, RevisionStatus candidate, IReadOnlyList<CanaryStep> steps, int index, TimeSpan elapsed)
    {
        var step = steps[Math.Min(index, steps.Count - 1)];
        var rest = step.Pause.Value - elapsed;

        // At 100 percent there is no concurrent stable version to compare with: the evidence of the step before has to do.
        if (step.SetWeight == 100)
        {
            return rest > TimeSpan.Zero
                ? draft.Progressing("Baking", $"{candidate.Version} gets all requests; {draft.Status.Stable!.Version} is kept until the pause is over", rest)
                : CandidateEnd.Promote(draft, candidate);
        }

        var look = Look.Take(draft);
        draft.Status = draft.Status with { Analysis = look.Analysis };
        if (look.Harm is { } harm) return CandidateEnd.RollBack(draft, candidate, $"{harm.Name}: {harm.Message}");
        if (look.AllSafe && rest <= TimeSpan.Zero) return Enter(draft, candidate, index + 1);
        if (!look.AllSafe && elapsed > draft.Spec.Analysis.MaxDuration.Value) return Inconclusive(draft, candidate, look);

        var next = draft.Spec.Analysis.Interval.Value;
        if (look.AllSafe && rest < next) next = rest;
        return draft.Progressing(look.Reason, $"{candidate.Version} at {candidate.Weight} %: {look.Summary}", next);
    }

    private static RolloutDecision Inconclusive(RolloutDraft draft, RevisionStatus candidate, Look look)
    {
        var message = $"no decision within {draft.Spec.Analysis.MaxDuration} at {candidate.Weight} %: {look.Summary}";
        return draft.Spec.Analysis.OnInconclusive == InconclusiveAction.Rollback
            ? CandidateEnd.RollBack(draft, candidate, message)
            : draft.Progressing("Inconclusive", $"{candidate.Version} stays: {message}", draft.Spec.Analysis.Interval.Value);
    }
}

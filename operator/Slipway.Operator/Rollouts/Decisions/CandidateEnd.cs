using Slipway.Api.Rollouts;

namespace Slipway.Operator.Rollouts.Decisions;

/// <summary>The three ways in which a candidate ceases to be one.</summary>
internal static class CandidateEnd
{
    public static RolloutDecision Promote(RolloutDraft draft, RevisionStatus candidate)
    {
        Close(draft, candidate, RolloutResult.Promoted, $"it took the place of {draft.Status.Stable!.Version}", candidate with { Weight = 100 });
        draft.Event("Promoted", $"{candidate.Version} serves all traffic");
        return draft.Healthy($"{candidate.Version} serves all traffic");
    }

    public static RolloutDecision RollBack(RolloutDraft draft, RevisionStatus candidate, string why)
    {
        var stable = draft.Status.Stable! with { Weight = 100 };
        draft.Status = draft.Status with { Rejected = [candidate.Name, .. (draft.Status.Rejected ?? []).Where(name => name != candidate.Name).Take(19)] };
        Close(draft, candidate, RolloutResult.RolledBack, why, stable);
        draft.Event("RolledBack", $"{candidate.Version} was rolled back to {stable.Version}: {why}", warning: true);
        return draft.Stalled("RolledBack", $"{stable.Version} serves; {candidate.Version} was rolled back: {why}");
    }

    public static RolloutDecision Supersede(RolloutDraft draft, RevisionStatus candidate, TargetVersion target)
    {
        var why = target.Version is { } version ? $"{version.Spec.Version} is wanted now" : target.Message;
        Close(draft, candidate, RolloutResult.Superseded, why, draft.Status.Stable! with { Weight = 100 });
        draft.Event("Superseded", $"{candidate.Version} is no longer tried: {why}");
        return draft.Progressing("Superseded", $"{candidate.Version} is no longer tried: {why}", TimeSpan.Zero);
    }

    private static void Close(RolloutDraft draft, RevisionStatus candidate, RolloutResult result, string message, RevisionStatus stable)
    {
        draft.Record(new RolloutHistoryEntry
        {
            Version = candidate.Version,
            Result = result,
            Message = message,
            StartedAt = candidate.Since,
            FinishedAt = draft.Now,
        });
        draft.Status = draft.Status with
        {
            Stable = stable,
            Candidate = null,
            StepIndex = null,
            Step = null,
            StepStartedAt = null,
            RouteGeneration = draft.Status.RouteGeneration + 1,
        };
    }
}

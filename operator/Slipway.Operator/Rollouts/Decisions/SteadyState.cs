using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Rollouts.Decisions;

/// <summary>One revision serves and none is being tried.</summary>
internal static class SteadyState
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    public static RolloutDecision Decide(RolloutDraft draft, TargetVersion target)
    {
        var stable = draft.Status.Stable!;
        var state = draft.StateOf(stable);
        stable = stable with { ReadyReplicas = state?.Ready ?? 0 };
        draft.Status = draft.Status with { Stable = stable };

        if (target.Version is { } version)
        {
            var wanted = Revisions.Of(draft.World, version, draft.Now);
            if (wanted.Name != stable.Name) return Start(draft, stable, wanted);
        }

        if (state is not { Available: true } || !draft.World.Routers.Confirm(draft.Status.RouteGeneration)) return WaitForStable(draft, stable, state);
        if (draft.Status.History is not { Count: > 0 }) RecordFirst(draft, stable);
        return target.Version is null && target != TargetVersion.Keep
            ? draft.Stalled(target.Reason, $"{stable.Version} goes on serving; {target.Message}")
            : Settled(draft, stable);
    }

    // A first version that never served has nobody to protect: a newer one just takes its place.
    private static RolloutDecision Start(RolloutDraft draft, RevisionStatus stable, RevisionStatus wanted)
    {
        var served = draft.Status.History is { Count: > 0 };
        if (!served)
        {
            draft.Status = draft.Status with { Stable = wanted with { Weight = 100 }, RouteGeneration = draft.Status.RouteGeneration + 1 };
            draft.Event("Deploying", $"{wanted.Version} takes the place of {stable.Version}, which never served");
            return draft.Progressing("Deploying", $"starting {wanted.Version}", TimeSpan.Zero, RolloutPhase.Pending);
        }

        draft.Status = draft.Status with
        {
            Candidate = wanted,
            Rejected = draft.Status.Rejected?.Where(name => name != wanted.Name).ToList(),
            StepIndex = null,
            Step = null,
            StepStartedAt = null,
            Analysis = new AnalysisStatus(),
        };
        draft.Event("CandidateStarted", $"{wanted.Version} is tried beside {stable.Version}");
        return draft.Progressing("StartingCandidate", $"starting the pods of {wanted.Version}", TimeSpan.Zero);
    }

    private static RolloutDecision WaitForStable(RolloutDraft draft, RevisionStatus stable, RevisionState? state)
    {
        var why = state is { Available: true } ? draft.World.Routers.Trouble ?? "waiting for the routers" : state?.Trouble ?? "waiting for its pods";
        var late = draft.Now - (stable.Since ?? draft.Now) > draft.Spec.ProgressDeadline.Value;
        return late && draft.Status.History is not { Count: > 0 }
            ? draft.Stalled("ProgressDeadlineExceeded", $"{stable.Version} did not become available within {draft.Spec.ProgressDeadline}: {why}")
            : draft.Progressing("WaitingForPods", $"{stable.Version}: {why}", Poll, draft.Status.History is { Count: > 0 } ? RolloutPhase.Degraded : RolloutPhase.Pending);
    }

    private static void RecordFirst(RolloutDraft draft, RevisionStatus stable)
    {
        draft.Record(new RolloutHistoryEntry
        {
            Version = stable.Version,
            Result = RolloutResult.Deployed,
            Message = "the first version; there was nothing to compare it with",
            StartedAt = stable.Since,
            FinishedAt = draft.Now,
        });
        draft.Event("Deployed", $"{stable.Version} serves all traffic");
    }

    private static RolloutDecision Settled(RolloutDraft draft, RevisionStatus stable)
    {
        var last = draft.Status.History![0];
        return last.Result == RolloutResult.RolledBack
            ? draft.Stalled("RolledBack", $"{stable.Version} serves; {last.Version} was rolled back: {last.Message}")
            : draft.Healthy($"{stable.Version} serves all traffic");
    }
}

using Slipway.Api.Rollouts;

namespace Slipway.Operator.Rollouts.Decisions;

/// <summary>Nothing serves yet: the first version gets all traffic, as there is nothing to compare it with.</summary>
internal static class FirstDeployment
{
    public static RolloutDecision Decide(RolloutDraft draft, TargetVersion target)
    {
        if (target.Version is null) return draft.Progressing(target.Reason, target.Message, null, RolloutPhase.Pending);

        var revision = Revisions.Of(draft.World, target.Version, draft.Now) with { Weight = 100 };
        draft.Status = draft.Status with { Stable = revision, RouteGeneration = draft.Status.RouteGeneration + 1 };
        draft.Event("Deploying", $"{revision.Version} is the first version; it gets all traffic");
        return draft.Progressing("Deploying", $"starting {revision.Version}", TimeSpan.Zero, RolloutPhase.Pending);
    }
}

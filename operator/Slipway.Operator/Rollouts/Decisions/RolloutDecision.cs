using Slipway.Api.Rollouts;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Rollouts.Decisions;

/// <summary>What to do about a Rollout now.</summary>
/// <param name="Status">The new status. Children and routes follow the status that was committed before, never this one.</param>
/// <param name="Events">What happened, for people.</param>
/// <param name="RequeueAfter">When to look again if nothing changes; null when only a change matters.</param>
internal sealed record RolloutDecision(RolloutStatus Status, IReadOnlyList<PlannedEvent> Events, TimeSpan? RequeueAfter);

/// <summary>The pure heart of the Rollout controller.</summary>
/// <remarks>
/// Guarantees: the same world and time give the same decision; no outcome but Safe on every metric moves weight to a candidate; every
/// change of weight raises the route generation by one; a weight counts as reached only when all routers confirm its generation.
/// </remarks>
internal static class RolloutDecider
{
    public static RolloutDecision Decide(RolloutWorld world, DateTimeOffset now)
    {
        var draft = new RolloutDraft(world, now);
        if (RolloutValidation.Validate(world.Rollout.Spec) is { Count: > 0 } errors) return draft.Stalled("InvalidSpec", Summary.Of(errors));

        draft.Status = draft.Status with { RouteGeneration = NextGeneration(world), Url = world.Url };
        var target = TargetVersion.Choose(world);
        if (draft.Status.Stable is null) return FirstDeployment.Decide(draft, target);
        if (draft.Status.Candidate is not null) return CandidateProgress.Decide(draft, target);
        return SteadyState.Decide(draft, target);
    }

    // A router that has other routes under the same or a later generation would refuse the right ones; only a later generation can win it back.
    private static long NextGeneration(RolloutWorld world)
    {
        var committed = world.Rollout.Status?.RouteGeneration ?? 0;
        return world.Routers.HighestForeignGeneration is { } foreign && foreign >= committed ? foreign + 1 : committed;
    }
}

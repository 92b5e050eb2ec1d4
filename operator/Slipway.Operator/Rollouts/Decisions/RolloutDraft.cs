using Slipway.Api.Rollouts;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Rollouts.Decisions;

/// <summary>A status in the making, with the events that lead to it.</summary>
internal sealed class RolloutDraft(RolloutWorld world, DateTimeOffset now)
{
    private readonly List<PlannedEvent> events = [];

    public RolloutWorld World { get; } = world;

    public RolloutSpec Spec { get; } = world.Rollout.Spec;

    public DateTimeOffset Now { get; } = now;

    public RolloutStatus Status { get; set; } = world.Rollout.Status ?? new RolloutStatus();

    public RevisionState? StateOf(RevisionStatus revision) => World.Revisions.GetValueOrDefault(revision.Name);

    public void Event(string reason, string message, bool warning = false) => events.Add(new PlannedEvent(reason, message, warning));

    /// <summary>Adds the end of a change to the history, newest first and bounded.</summary>
    public void Record(RolloutHistoryEntry entry) =>
        Status = Status with { History = [entry, .. (Status.History ?? []).Take(Spec.RevisionHistoryLimit - 1)] };

    /// <summary>The rollout is where it should be.</summary>
    public RolloutDecision Healthy(string message) => Finish(RolloutPhase.Healthy, Conditions().Ready("Healthy", message), null);

    /// <summary>Something goes on, and goes on by itself. What serves meanwhile is ready all the while.</summary>
    public RolloutDecision Progressing(string reason, string message, TimeSpan? requeueAfter, RolloutPhase phase = RolloutPhase.Progressing) =>
        Finish(phase, Serving > 0 ? Conditions().ReadyWhileReconciling(reason, message) : Conditions().Reconciling(reason, message), requeueAfter);

    /// <summary>Nothing goes on until somebody acts.</summary>
    public RolloutDecision Stalled(string reason, string message) => Finish(RolloutPhase.Degraded, Conditions().Stalled(reason, message), null);

    private int Serving => Status.Stable is { } stable ? StateOf(stable)?.Ready ?? 0 : 0;

    private ConditionDraft Conditions() => new(World.Rollout.Status?.Conditions, World.Rollout.Metadata.Generation, Now);

    private RolloutDecision Finish(RolloutPhase phase, ConditionDraft conditions, TimeSpan? requeueAfter)
    {
        var serves = Serving > 0;
        conditions.Set(
            "Available",
            serves,
            serves ? "Serving" : "NothingServes",
            serves ? $"{Status.Stable!.Version} serves" : "no pod of the stable revision is ready");
        Status = Status with { Phase = phase, ObservedGeneration = World.Rollout.Metadata.Generation, Conditions = conditions.Conditions };
        return new RolloutDecision(Status, events, requeueAfter);
    }
}

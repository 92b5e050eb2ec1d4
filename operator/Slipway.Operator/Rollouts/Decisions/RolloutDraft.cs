using Slipway.Api.Rollouts;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Rollouts.Decisions;

/// <summary>A status in the making, with the events that lead to it.</summary>
internal sealed class RolloutDraft(RolloutWorld world, DateTimeOffset now)
{
    private readonly List<RolloutEvent> events = [];

    public RolloutWorld World { get; } = world;

    public RolloutSpec Spec { get; } = world.Rollout.Spec;

    public DateTimeOffset Now { get; } = now;

    public RolloutStatus Status { get; set; } = world.Rollout.Status ?? new RolloutStatus();

    public RevisionState? StateOf(RevisionStatus revision) => World.Revisions.GetValueOrDefault(revision.Name);

    public void Event(string reason, string message, bool warning = false) => events.Add(new RolloutEvent(reason, message, warning));

    /// <summary>Adds the end of a change to the history, newest first and bounded.</summary>
    public void Record(RolloutHistoryEntry entry) =>
        Status = Status with { History = [entry, .. (Status.History ?? []).Take(Spec.RevisionHistoryLimit - 1)] };

    /// <summary>The rollout is where it should be.</summary>
    public RolloutDecision Healthy(string message) =>
        Finish(RolloutPhase.Healthy, "Healthy", message, Condition.True, reconciling: false, stalled: false, null);

    /// <summary>Something goes on, and goes on by itself.</summary>
    public RolloutDecision Progressing(string reason, string message, TimeSpan? requeueAfter, RolloutPhase phase = RolloutPhase.Progressing) =>
        Finish(phase, reason, message, Condition.False, reconciling: true, stalled: false, requeueAfter);

    /// <summary>Nothing goes on until somebody acts.</summary>
    public RolloutDecision Stalled(string reason, string message) =>
        Finish(RolloutPhase.Degraded, reason, message, Condition.False, reconciling: false, stalled: true, null);

    private RolloutDecision Finish(
        RolloutPhase phase, string reason, string message, string ready, bool reconciling, bool stalled, TimeSpan? requeueAfter)
    {
        var generation = World.Rollout.Metadata.Generation;
        var serving = Status.Stable is { } stable ? StateOf(stable)?.Ready ?? 0 : 0;
        var conditions = Status.Conditions
            .Set(New("Ready", ready, reason, message), Now)
            .Set(New("Reconciling", reconciling ? Condition.True : Condition.False, reason, reconciling ? message : ""), Now)
            .Set(New("Stalled", stalled ? Condition.True : Condition.False, reason, stalled ? message : ""), Now)
            .Set(
                New(
                    "Available",
                    serving > 0 ? Condition.True : Condition.False,
                    serving > 0 ? "Serving" : "NothingServes",
                    serving > 0 ? $"{serving} ready pods serve {Status.Stable!.Version}" : "no pod of the stable revision is ready"),
                Now);
        Status = Status with { Phase = phase, ObservedGeneration = generation, Conditions = conditions };
        return new RolloutDecision(Status, events, requeueAfter);

        Condition New(string type, string status, string why, string text) =>
            new() { Type = type, Status = status, Reason = why, Message = text, ObservedGeneration = generation };
    }
}

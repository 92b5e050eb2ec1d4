using Slipway.Kubernetes.Resources;
using Slipway.Operator.FeatureSets.Backfills;
using Slipway.Operator.ModelVersions;

namespace Slipway.Operator.Reconciling;

/// <summary>Turns changes of conditions into events, so that none is forgotten.</summary>
internal static class ConditionEvents
{
    /// <summary>One event for each condition whose status or reason is new; what two conditions say alike is told once.</summary>
    public static IEnumerable<PlannedEvent> Between(IReadOnlyList<Condition>? before, IReadOnlyList<Condition>? after) =>
        Changes(before, after).DistinctBy(change => (change.Reason, change.Message));

    private static IEnumerable<PlannedEvent> Changes(IReadOnlyList<Condition>? before, IReadOnlyList<Condition>? after)
    {
        var stalled = after.IsTrue("Stalled");
        foreach (var condition in after ?? [])
        {
            // The first two say the same as Ready, the others are Kueue's, which sends its own events.
            if (condition.Type is "Reconciling" or "Stalled" or "QuotaReserved" or "Admitted" or "Evicted") continue;
            var old = before.Find(condition.Type);
            if (old?.Status == condition.Status && old.Reason == condition.Reason) continue;
            var warning = condition.Type == "Ready" ? stalled : condition.Status == (condition.Type is TrainedOnDeletedData.Name or HoldsDeletedData.Name ? Condition.True : Condition.False);
            yield return new PlannedEvent(condition.Reason ?? condition.Type, condition.Message ?? "", warning);
        }
    }
}

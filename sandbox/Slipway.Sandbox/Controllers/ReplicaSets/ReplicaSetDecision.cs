using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Controllers.Common;

namespace Slipway.Sandbox.Controllers.ReplicaSets;

/// <summary>What a pass does for a replica set.</summary>
/// <param name="Create">Number of pods to create.</param>
/// <param name="Delete">Pods to delete.</param>
/// <param name="Status">The whole status.</param>
/// <param name="Again">When a pod may become available without any change.</param>
internal sealed record ReplicaSetPlan(int Create, IReadOnlyList<Pod> Delete, JsonObject Status, TimeSpan? Again);

/// <summary>Decides what is to be done for a replica set.</summary>
internal static class ReplicaSetDecision
{
    public static ReplicaSetPlan Decide(ReplicaSet set, IReadOnlyList<Pod> pods, DateTimeOffset now)
    {
        var active = pods.Where(pod => pod.IsActive()).ToList();
        var wanted = set.Spec?.Replicas ?? 1;
        var minReady = TimeSpan.FromSeconds(set.Spec?.MinReadySeconds ?? 0);
        var availableAt = active.Select(pod => pod.AvailableAt(minReady)).OfType<DateTimeOffset>().ToList();
        var status = new JsonObject
        {
            ["replicas"] = active.Count,
            ["fullyLabeledReplicas"] = active.Count,
            ["observedGeneration"] = set.Metadata.Generation,
        };
        if (availableAt.Count > 0) status["readyReplicas"] = availableAt.Count;
        if (availableAt.Count(time => time <= now) is > 0 and var available) status["availableReplicas"] = available;

        var waiting = availableAt.Where(time => time > now).ToList();
        // The least useful first, as a real cluster chooses: not running, not ready, youngest.
        var surplus = active.OrderByDescending(pod => pod.Status?.Phase == "Running").ThenByDescending(pod => pod.IsReady())
            .ThenBy(pod => pod.Metadata.CreationTimestamp).Skip(wanted).ToList();
        return new ReplicaSetPlan(Math.Max(0, wanted - active.Count), surplus, status, waiting.Count == 0 ? null : waiting.Min() - now);
    }
}

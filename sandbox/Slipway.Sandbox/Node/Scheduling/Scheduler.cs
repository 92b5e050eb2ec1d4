using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Node.Events;
using Slipway.Sandbox.Node.Pods;

namespace Slipway.Sandbox.Node.Scheduling;

/// <summary>Binds pods to the one node, or says why they do not fit. One pass at a time: two would take the same room twice.</summary>
internal sealed class Scheduler(IKubernetesClient client, ICache<Pod> pods, ICache<Kubernetes.Resources.Node> nodes, IEventSink events, TimeProvider time)
    : IReconciler
{
    public const string Name = "default-scheduler";
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);
    private static readonly ResourceType<DynamicObject> Bindings = BuiltIn.Pods.AsDynamic();

    /// <summary>Pods that were bound, until the cache shows it.</summary>
    private readonly Dictionary<string, Pod> assumed = new(StringComparer.Ordinal);

    /// <summary>True for pods that wait for a node.</summary>
    public static bool IsPending(Pod pod) =>
        string.IsNullOrEmpty(pod.Spec?.NodeName) && !pod.IsBeingDeleted() && !PodPhase.IsTerminal(pod.Status?.Phase)
        && pod.Spec?.SchedulerName is null or Name;

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (pods.Get(key) is not { } pod || !IsPending(pod) || assumed.ContainsKey(pod.Metadata.Uid!)) return ReconcileResult.Done;
        if (nodes.List() is not [var node, ..]) return await RefuseAsync(pod, "no nodes available to schedule pods", cancellationToken);
        var obstacles = Placement.Obstacles(pod, node, Used());
        if (obstacles.Count > 0) return await RefuseAsync(pod, Placement.Message(obstacles), cancellationToken);

        await BindAsync(pod, node.Metadata.Name!, cancellationToken);
        assumed[pod.Metadata.Uid!] = pod;
        events.Record(pod, warning: false, "Scheduled", $"Successfully assigned {key.Namespace}/{key.Name} to {node.Metadata.Name}");
        return ReconcileResult.Done;
    }

    private Dictionary<string, decimal> Used()
    {
        var known = pods.List().ToDictionary(pod => pod.Metadata.Uid!, StringComparer.Ordinal);
        foreach (var uid in assumed.Keys.Where(uid => !known.TryGetValue(uid, out var pod) || !string.IsNullOrEmpty(pod.Spec?.NodeName)).ToList())
            assumed.Remove(uid);
        var used = new Dictionary<string, decimal>(StringComparer.Ordinal);
        var placed = known.Values.Where(pod => !string.IsNullOrEmpty(pod.Spec?.NodeName) && !PodPhase.IsTerminal(pod.Status?.Phase));
        foreach (var (name, amount) in placed.Concat(assumed.Values).SelectMany(PodRequests.Of)) used[name] = used.GetValueOrDefault(name) + amount;
        return used;
    }

    private Task<DynamicObject> BindAsync(Pod pod, string node, CancellationToken cancellationToken) => client.CreateAsync(Bindings, new DynamicObject(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Binding",
        ["metadata"] = new JsonObject { ["name"] = pod.Metadata.Name, ["namespace"] = pod.Metadata.Namespace, ["uid"] = pod.Metadata.Uid },
        ["target"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = node },
    }), new WriteOptions { Subresource = "binding" }, cancellationToken);

    private async Task<ReconcileResult> RefuseAsync(Pod pod, string message, CancellationToken cancellationToken)
    {
        var before = pod.Status?.Conditions.Find("PodScheduled");
        if (before?.Message != message)
        {
            events.Record(pod, warning: true, "FailedScheduling", message);
            var conditions = pod.Status?.Conditions.Set(
                new Condition { Type = "PodScheduled", Status = Condition.False, Reason = "Unschedulable", Message = message }, time.GetUtcNow());
            var patch = Patch.Merge(new JsonObject
            {
                ["status"] = new JsonObject
                {
                    ["phase"] = PodPhase.Pending,
                    ["conditions"] = JsonSerializer.SerializeToNode(conditions, KubernetesJson.Default.IReadOnlyListCondition),
                },
            });
            await client.PatchAsync(BuiltIn.Pods, pod.Key(), patch, WriteOptions.Status, cancellationToken);
        }

        return ReconcileResult.RequeueAfter(Retry);
    }
}

using System.Text.Json;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Controllers.Common;

namespace Slipway.Sandbox.Controllers.ReplicaSets;

/// <summary>Keeps the wanted number of pods of each replica set. It adopts no pods that others made.</summary>
internal sealed class ReplicaSetReconciler(
    IKubernetesClient client, ICache<DynamicObject> sets, ICache<Pod> pods, PodWrites writes, TimeProvider time) : IReconciler
{
    private readonly StatusWriter status = new(client);

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (sets.Get(key) is not { } set || set.IsBeingDeleted()) return ReconcileResult.Done;
        var own = pods.OwnedBy(set.Metadata.Uid!).Where(pod => pod.IsControlledBy(set)).ToList();
        var plan = ReplicaSetDecision.Decide(set.Content.Deserialize(KubernetesJson.Default.ReplicaSet)!, own, time.GetUtcNow());
        await status.WriteAsync(BuiltIn.ReplicaSets.AsDynamic(), set, plan.Status, cancellationToken);
        foreach (var pod in plan.Delete) await writes.DeleteAsync(set, pod, cancellationToken);
        for (var made = 0; made < plan.Create; made++) await writes.CreateAsync(set, PodTemplates.NewPod(set, set.Metadata.Name!), cancellationToken);
        return plan.Again is { } again ? ReconcileResult.RequeueAfter(again) : ReconcileResult.Done;
    }
}

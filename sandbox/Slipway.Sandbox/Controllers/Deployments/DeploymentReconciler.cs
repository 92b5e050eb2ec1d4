using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.Controllers.Common;

namespace Slipway.Sandbox.Controllers.Deployments;

/// <summary>Leads deployments from one template to the next through their replica sets.</summary>
internal sealed class DeploymentReconciler(
    IKubernetesClient client, ICache<DynamicObject> deployments, ICache<DynamicObject> sets, ICache<Pod> pods, DeploymentSets writes, TimeProvider time) : IReconciler
{
    private const int DefaultHistory = 10;
    private readonly StatusWriter status = new(client);

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (deployments.Get(key) is not { } deployment || deployment.IsBeingDeleted()) return ReconcileResult.Done;
        var world = World(deployment);
        if (world.IsPaused) await ScalePausedAsync(world, cancellationToken);
        else if (await EnsureNewestAsync(world, cancellationToken)) return ReconcileResult.RequeueAfter(TimeSpan.Zero);
        else await RollAsync(world, cancellationToken);

        if (deployments.Get(key) is not { } current || current.Metadata.Uid != deployment.Metadata.Uid) return ReconcileResult.Done;
        var (written, again) = DeploymentStatusBuilder.Build(World(current), time.GetUtcNow());
        await status.WriteAsync(BuiltIn.Deployments.AsDynamic(), current, written, cancellationToken);
        await PruneAsync(World(current), cancellationToken);
        return again is { } wait ? ReconcileResult.RequeueAfter(wait) : ReconcileResult.Done;
    }

    /// <summary>The deployment that a pod belongs to through its replica set.</summary>
    public static IEnumerable<NamespacedName> DeploymentOf(Pod pod, ICache<DynamicObject> sets) =>
        pod.ControllerOwner() is { Kind: "ReplicaSet" } reference
        && sets.Get(new NamespacedName(pod.Metadata.Namespace ?? "", reference.Name))?.ControllerOwner() is { Kind: "Deployment" } owner
            ? [new NamespacedName(pod.Metadata.Namespace ?? "", owner.Name)]
            : [];

    private DeploymentWorld World(DynamicObject deployment) =>
        new(deployment, [.. sets.OwnedBy(deployment.Metadata.Uid!).Where(set => set.IsControlledBy(deployment) && !set.IsBeingDeleted())]);

    /// <summary>Makes the set of the current template, or renews its revision; true if something was written.</summary>
    private async Task<bool> EnsureNewestAsync(DeploymentWorld world, CancellationToken cancellationToken)
    {
        var last = world.Old.Select(DeploymentWorld.Revision).DefaultIfEmpty(0).Max();
        if (world.Newest is null)
        {
            await writes.CreateAsync(world, last + 1, cancellationToken);
            return true;
        }

        var revision = DeploymentWorld.Revision(world.Newest);
        if (revision <= last) await writes.ReviseAsync(world.Newest, revision = last + 1, cancellationToken);
        await writes.NoteRevisionAsync(world.Deployment, revision, cancellationToken);
        return false;
    }

    private async Task RollAsync(DeploymentWorld world, CancellationToken cancellationToken)
    {
        var newest = DeploymentWorld.Scale(world.Newest!);
        var old = world.Old.Select(DeploymentWorld.Scale).ToList();
        var sizes = world.IsRecreate
            ? RollingDecision.Recreate(world.Replicas, newest, old, world.Old.SelectMany(set => pods.OwnedBy(set.Metadata.Uid!)).Any(pod => !pod.IsFinished()))
            : RollingDecision.Roll(world.Replicas, world.Limits, newest, old);
        foreach (var (name, size) in sizes)
            await writes.ScaleAsync(world.Deployment, world.All.First(set => set.Metadata.Name == name), size, cancellationToken);
    }

    /// <summary>A deployment that is paused may be scaled, but not rolled: its largest set takes the difference.</summary>
    private async Task ScalePausedAsync(DeploymentWorld world, CancellationToken cancellationToken)
    {
        if (world.All.MaxBy(set => DeploymentWorld.Scale(set).Wanted) is not { } largest) return;
        var difference = world.Replicas - world.All.Sum(set => DeploymentWorld.Scale(set).Wanted);
        if (difference != 0 && DeploymentWorld.Scale(largest).Wanted + difference is >= 0 and var size)
            await writes.ScaleAsync(world.Deployment, largest, size, cancellationToken);
    }

    private async Task PruneAsync(DeploymentWorld world, CancellationToken cancellationToken)
    {
        var keep = (int)(world.Deployment.Spec.IntegerAt("revisionHistoryLimit") ?? DefaultHistory);
        var idle = world.Old.Where(set => DeploymentWorld.Scale(set) is { Wanted: 0, Actual: 0 }).OrderBy(DeploymentWorld.Revision).ToList();
        foreach (var set in idle.Take(Math.Max(0, idle.Count - keep))) await writes.DeleteAsync(set, cancellationToken);
    }
}

using System.Collections.Concurrent;
using Slipway.Api;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Reconciling;

/// <summary>One pass over one object: read it from the cache, let its kind plan, do the plan.</summary>
/// <remarks>
/// After a refused write the cache is doubted: the next pass asks the server first, and writes nothing before the cache has caught up. Otherwise an
/// object that is gone while its watch lags would get children that are collected at once, and each collection would start the next pass.
/// </remarks>
internal sealed class Pass<T, TStatus>(
    IKubernetesClient client, ResourceType<T> type, ICache<T> cache, IKind<T, TStatus> kind, PlanExecutor<T, TStatus> executor, TimeProvider time) : IReconciler
    where T : class, ISlipwayObject<TStatus>
    where TStatus : class, ISlipwayStatus
{
    private readonly ConcurrentDictionary<NamespacedName, bool> doubted = [];

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        // What is being deleted takes its children along by their owner references; there is nothing to decide any more.
        if (cache.Get(key) is not { } resource || resource.IsBeingDeleted() || !kind.Manages(resource))
        {
            doubted.TryRemove(key, out _);
            return ReconcileResult.Done;
        }

        if (doubted.ContainsKey(key))
        {
            var live = await client.GetAsync(type, key, cancellationToken);
            if (live?.Metadata.ResourceVersion != resource.Metadata.ResourceVersion) return ReconcileResult.Requeue;
            doubted.TryRemove(key, out _);
        }

        var plan = await kind.PlanAsync(resource, Now(), cancellationToken);
        try
        {
            await executor.ExecuteAsync(resource, plan, cancellationToken);
        }
        catch (KubernetesException refused) when (refused.IsConflict || refused.IsNotFound || refused.IsInvalid)
        {
            doubted[key] = true;
            throw;
        }

        return plan.RequeueAfter is { } delay ? ReconcileResult.RequeueAfter(delay) : ReconcileResult.Done;
    }

    // A status holds whole seconds; a decision must see the time that its own status will show.
    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }
}

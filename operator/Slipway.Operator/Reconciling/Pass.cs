using Slipway.Api;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Reconciling;

/// <summary>One pass over one object: read it from the cache, let its kind plan, do the plan.</summary>
internal sealed class Pass<T, TStatus>(ICache<T> cache, IKind<T, TStatus> kind, PlanExecutor<T, TStatus> executor, TimeProvider time) : IReconciler
    where T : class, ISlipwayObject<TStatus>
    where TStatus : class, ISlipwayStatus
{
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        // What is being deleted takes its children along by their owner references; there is nothing to decide any more.
        if (cache.Get(key) is not { } resource || resource.IsBeingDeleted()) return ReconcileResult.Done;
        var plan = await kind.PlanAsync(resource, Now(), cancellationToken);
        await executor.ExecuteAsync(resource, plan, cancellationToken);
        return plan.RequeueAfter is { } delay ? ReconcileResult.RequeueAfter(delay) : ReconcileResult.Done;
    }

    // A status holds whole seconds; a decision must see the time that its own status will show.
    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }
}

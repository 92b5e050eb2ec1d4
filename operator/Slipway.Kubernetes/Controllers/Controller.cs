using Microsoft.Extensions.Logging;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Queue;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Controllers;

/// <summary>Calls a reconciler for each key about which something may have changed.</summary>
/// <remarks>
/// <para>Guarantees: one pass at a time per key; a key that changes during a pass gets another one; a failed pass is repeated for ever, with the
/// key's own back-off. Passes begin only after every informer that was watched has filled.</para>
/// <para>Assumptions: someone runs the informers (<see cref="ControllerManager"/> does).</para>
/// </remarks>
public sealed partial class Controller : IDisposable
{
    /// <summary>Priority of keys that the first list or a resync brought: they can wait for what really changed.</summary>
    public const int LowPriority = -100;

    private readonly ControllerOptions options;
    private readonly IReconciler reconciler;
    private readonly ILogger logger;
    private readonly ReconcileMetrics metrics;
    private readonly List<IInformer> informers = [];

    /// <summary>Makes a controller; add what it watches, then <see cref="RunAsync"/>.</summary>
    public Controller(string name, IReconciler reconciler, ILogger<Controller> logger, ControllerOptions? options = null)
    {
        Name = name;
        this.reconciler = reconciler;
        this.logger = logger;
        this.options = options ?? new ControllerOptions();
        metrics = new ReconcileMetrics(this.options.Metrics, name, this.options.MaxConcurrentReconciles);
        Queue = new WorkQueue<NamespacedName>(new WorkQueueOptions<NamespacedName>
        {
            Time = this.options.Time, Backoff = this.options.Backoff, Metrics = new WorkQueueMetrics(this.options.Metrics, name),
        });
    }

    /// <summary>Name in logs and metrics.</summary>
    public string Name { get; }

    /// <summary>The keys that wait; a host may add to it for changes outside of Kubernetes.</summary>
    public WorkQueue<NamespacedName> Queue { get; }

    /// <summary>The informers that were watched.</summary>
    public IReadOnlyList<IInformer> Informers => informers;

    /// <summary>Watches the objects that the reconciler is for.</summary>
    /// <param name="informer">Their informer.</param>
    /// <param name="filter">Leaves events out; default: none are.</param>
    public Controller For<T>(Informer<T> informer, Func<InformerEvent<T>, bool>? filter = null) where T : class, IKubernetesObject =>
        Watches(informer, resource => [resource.Key()], filter);

    /// <summary>Watches children: the pass is for the controlling owner, if that is of the kind.</summary>
    public Controller Owns<TChild, TOwner>(Informer<TChild> children, ResourceType<TOwner> owner)
        where TChild : class, IKubernetesObject
        where TOwner : class, IKubernetesObject =>
        Watches(children, child => child.ControllerOwner() is { } reference && IsOf(reference, owner)
            ? [new NamespacedName(owner.Namespaced ? child.Metadata.Namespace ?? "" : "", reference.Name)]
            : []);

    /// <summary>Watches objects of any kind and names the keys that each concerns, before and after the change.</summary>
    public Controller Watches<T>(Informer<T> informer, Func<T, IEnumerable<NamespacedName>> keysOf, Func<InformerEvent<T>, bool>? filter = null)
        where T : class, IKubernetesObject
    {
        if (!informers.Contains(informer)) informers.Add(informer);
        informer.AddHandler(change =>
        {
            if (filter?.Invoke(change) == false) return;
            var keys = change.Old is { } old && !ReferenceEquals(old, change.Object) ? keysOf(change.Object).Union(keysOf(old)) : keysOf(change.Object);
            foreach (var key in keys) Queue.Add(key, change.IsInitialOrResync ? LowPriority : 0);
        });
        return this;
    }

    /// <summary>Works until it is cancelled; passes that run then are cancelled and waited for.</summary>
    /// <exception cref="TimeoutException">The informers did not fill in time.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await WaitForCachesAsync(cancellationToken);
        LogStarted(Name, options.MaxConcurrentReconciles);
        await using var stop = cancellationToken.Register(Queue.ShutDown);
        await Task.WhenAll(Enumerable.Range(0, options.MaxConcurrentReconciles).Select(_ => Task.Run(() => WorkAsync(cancellationToken), CancellationToken.None)));
    }

    /// <inheritdoc/>
    public void Dispose() => Queue.Dispose();

    // The group is compared and the version not: an owner reference keeps the version by which the child was written.
    private static bool IsOf<TOwner>(OwnerReference reference, ResourceType<TOwner> owner) where TOwner : class, IKubernetesObject =>
        reference.Kind == owner.Kind
        && (reference.ApiVersion.Contains('/', StringComparison.Ordinal) ? reference.ApiVersion.Split('/')[0] : "") == owner.Group;

    private async Task WaitForCachesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(informers.Select(informer => informer.WaitForSyncAsync(cancellationToken)))
                .WaitAsync(options.CacheSyncTimeout, options.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            var missing = string.Join(", ", informers.Where(informer => !informer.HasSynced).Select(informer => informer.Name));
            throw new TimeoutException(
                $"controller {Name}: no complete list of {missing} within {options.CacheSyncTimeout}; is the kind installed, and may the operator list and watch it?");
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (await Queue.TakeAsync(CancellationToken.None) is { } item) await WorkOnAsync(item, cancellationToken);
    }

    /// <summary>Makes the pass for a key that was taken, and gives the key back.</summary>
    internal async Task WorkOnAsync(WorkLease<NamespacedName> item, CancellationToken cancellationToken)
    {
        metrics.Active.Add(1);
        var start = options.Time.GetTimestamp();
        try
        {
            await PassAsync(item, cancellationToken);
        }
        finally
        {
            metrics.Duration.Observe(options.Time.GetElapsedTime(start).TotalSeconds);
            metrics.Active.Add(-1);
            Queue.Done(item.Key);
        }
    }

    private async Task PassAsync(WorkLease<NamespacedName> item, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        using var scope = logger.BeginScope(new Dictionary<string, object>
        {
            ["controller"] = Name, ["namespace"] = item.Key.Namespace, ["name"] = item.Key.Name, ["reconcileID"] = id,
        });
        using var timeout = new CancellationTokenSource(options.ReconciliationTimeout ?? Timeout.InfiniteTimeSpan, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            Finish(item, await reconciler.ReconcileAsync(item.Key, both.Token));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogCancelled(Name, item.Key);
        }
        catch (Exception failure)
        {
            if (timeout.IsCancellationRequested) metrics.Timeouts.Add();
            Fail(item, failure);
        }
    }

    private void Finish(WorkLease<NamespacedName> item, ReconcileResult result)
    {
        if (result.After is { } delay)
        {
            // Forgotten first: a pass that chose its own time has not failed, so the next failure starts at the shortest delay.
            Queue.Forget(item.Key);
            Queue.AddAfter(item.Key, delay, item.Priority);
            metrics.RequeueAfter.Add();
            LogRequeueAfter(Name, item.Key, delay);
        }
        else if (result.Again)
        {
            Queue.AddRateLimited(item.Key, item.Priority);
            metrics.Requeue.Add();
            LogRequeue(Name, item.Key);
        }
        else
        {
            Queue.Forget(item.Key);
            metrics.Success.Add();
            LogDone(Name, item.Key);
        }
    }

    private void Fail(WorkLease<NamespacedName> item, Exception failure)
    {
        metrics.Error.Add();
        metrics.Errors.Add();
        switch (failure)
        {
            case TerminalException:
                metrics.TerminalErrors.Add();
                Queue.Forget(item.Key);
                LogTerminal(failure, Name, item.Key);
                return;
            case KubernetesException { IsConflict: true }:
                // Someone else was faster; the next pass sees what they did.
                LogConflict(Name, item.Key, failure.Message);
                break;
            case KubernetesException { IsNotFound: true } when Queue.Failures(item.Key) == 0:
                // Something was deleted between the cache's news and the write; if the next pass meets it as well, it is a failure.
                LogGone(Name, item.Key, failure.Message);
                break;
            case KubernetesException or HttpRequestException:
                // The message says all; where in the pass it was sent from helps only those who change the operator.
                LogRefused(Name, item.Key, Queue.Failures(item.Key) + 1, failure.Message);
                LogTrace(failure, Name, item.Key);
                break;
            case NullReferenceException or InvalidCastException or IndexOutOfRangeException or KeyNotFoundException:
                metrics.Panics.Add();
                LogFailed(failure, Name, item.Key, Queue.Failures(item.Key) + 1);
                break;
            default:
                LogFailed(failure, Name, item.Key, Queue.Failures(item.Key) + 1);
                break;
        }

        Queue.AddRateLimited(item.Key, item.Priority);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Controller {Controller} started with {Workers} workers")]
    private partial void LogStarted(string controller, int workers);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Controller} {Key}: done")]
    private partial void LogDone(string controller, NamespacedName key);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Controller} {Key}: again after its back-off")]
    private partial void LogRequeue(string controller, NamespacedName key);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Controller} {Key}: again in {Delay}")]
    private partial void LogRequeueAfter(string controller, NamespacedName key, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Controller} {Key}: conflict, trying again: {Conflict}")]
    private partial void LogConflict(string controller, NamespacedName key, string conflict);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Controller} {Key}: something is gone, trying again: {Missing}")]
    private partial void LogGone(string controller, NamespacedName key, string missing);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Controller} {Key}: failed ({Failures} in a row), trying again: {Trouble}")]
    private partial void LogRefused(string controller, NamespacedName key, int failures, string trouble);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Controller} {Key}: where it failed")]
    private partial void LogTrace(Exception failure, string controller, NamespacedName key);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Controller} {Key}: cancelled, because the controller stops")]
    private partial void LogCancelled(string controller, NamespacedName key);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Controller} {Key}: failed ({Failures} in a row), trying again")]
    private partial void LogFailed(Exception failure, string controller, NamespacedName key, int failures);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Controller} {Key}: failed for good, until something changes")]
    private partial void LogTerminal(Exception failure, string controller, NamespacedName key);
}

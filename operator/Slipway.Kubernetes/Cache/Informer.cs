using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Cache;

/// <summary>A copy of a collection that follows the server, for any number of handlers.</summary>
/// <typeparam name="T">Type of the objects.</typeparam>
/// <remarks>
/// <para>Guarantees: a handler hears of every object that is there and of every deletion, however the connection fared in between: what vanished
/// unseen is told as a deletion with <see cref="InformerEvent{T}.IsTombstone"/>. Events of one object come in order, from one thread at a time.
/// <see cref="Cache"/> already holds what an event tells of. It tries for ever.</para>
/// <para>Assumptions: handlers are quick (they put a key into a queue) and are added before <see cref="RunAsync"/>.</para>
/// <para>Caveats: states in between may be skipped; this is a copy of what is, not a log of what was.</para>
/// </remarks>
public sealed partial class Informer<T> : IInformer where T : class, IKubernetesObject
{
    private readonly InformerOptions<T> options;
    private readonly ObjectStore<T> store;
    private readonly Reflector<T> reflector;
    private readonly ILogger logger;
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Action<InformerEvent<T>>> handlers = [];
    private bool running;

    /// <summary>Makes an informer; <see cref="RunAsync"/> starts it.</summary>
    public Informer(IKubernetesClient client, ResourceType<T> type, InformerOptions<T>? options = null, ILogger<Informer<T>>? logger = null)
    {
        this.options = options ?? new InformerOptions<T>();
        this.logger = logger ?? NullLogger<Informer<T>>.Instance;
        Type = type;
        store = new ObjectStore<T>(this.options.Indexes);
        reflector = new Reflector<T>(client, type, this.options, new Sink(this), this.logger);
    }

    /// <summary>The kind.</summary>
    public ResourceType<T> Type { get; }

    /// <inheritdoc/>
    public string Name => Type.ToString();

    /// <summary>What is kept and how.</summary>
    public InformerOptions<T> Options => options;

    /// <summary>The copy.</summary>
    public ICache<T> Cache => store;

    /// <inheritdoc/>
    public int Count => store.Count;

    /// <inheritdoc/>
    public bool HasSynced => synced.Task.IsCompletedSuccessfully;

    /// <inheritdoc/>
    public TimeSpan LastContactAge => reflector.LastContactAge;

    /// <summary>Adds a handler. An exception of a handler is logged and keeps no other from hearing of the event.</summary>
    /// <exception cref="InvalidOperationException">The informer runs already.</exception>
    public void AddHandler(Action<InformerEvent<T>> handler)
    {
        if (running) throw new InvalidOperationException($"informer of {Name} runs already; add handlers before");
        handlers.Add(handler);
    }

    /// <summary>Shows an own write in the cache before the watch tells of it.</summary>
    /// <remarks>Guarantees: an older event does not hide it, and it does not outlive what happened after it. No handler hears of it.</remarks>
    public void RecordWrite(T written)
    {
        if (options.Namespace is { } own && written.Metadata.Namespace != own) return;
        store.RecordWrite(options.Keep(written));
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        running = true;
        await using var resync = options.Time.CreateTimer(_ => Tell(store.Resync()), null, ResyncPeriod(), ResyncPeriod());
        await reflector.RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task WaitForSyncAsync(CancellationToken cancellationToken) => synced.Task.WaitAsync(cancellationToken);

    private TimeSpan ResyncPeriod() => options.ResyncPeriod * (0.9 + (0.2 * options.Random.NextDouble()));

    private void Tell(IEnumerable<InformerEvent<T>> events)
    {
        // One at a time: the resync timer must not overtake the watch, or a handler would hear of an object after its deletion.
        lock (handlers)
        {
            foreach (var each in events) Tell(each);
        }
    }

    private void Tell(InformerEvent<T> change)
    {
        foreach (var handler in handlers)
        {
            try
            {
                handler(change);
            }
            catch (Exception failure)
            {
                LogHandlerFailed(failure, Name, change.Object.Key());
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A handler of {Kind} failed on {Object}; it may have missed a change")]
    private partial void LogHandlerFailed(Exception failure, string kind, NamespacedName @object);

    private sealed class Sink(Informer<T> informer) : IReflectorSink<T>
    {
        public void Replace(IReadOnlyList<T> list, string version)
        {
            lock (informer.handlers)
            {
                informer.Tell(informer.store.Replace(list, version, isInitial: !informer.HasSynced));
            }

            informer.synced.TrySetResult();
        }

        public void Apply(WatchEvent<T> watchEvent)
        {
            lock (informer.handlers)
            {
                if (watchEvent.Object is not { } resource) informer.store.Advance(watchEvent.ResourceVersion);
                else if (informer.store.Apply(resource, watchEvent.Type == WatchEventType.Deleted, watchEvent.ResourceVersion) is { } change)
                    informer.Tell(change);
            }
        }
    }
}

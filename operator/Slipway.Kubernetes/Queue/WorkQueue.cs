namespace Slipway.Kubernetes.Queue;

/// <summary>Keys to work on: each at most once in the queue and at most with one worker.</summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <remarks>
/// <para>Guarantees: a key that is added while a worker has it is handed out once more after <see cref="Done"/>. Higher priority first, then first
/// come, first served. A second add keeps the shorter delay and the higher priority; a ready key stays ready. Keys are never dropped.</para>
/// <para>Assumptions: each key that was taken is given back by <see cref="Done"/>.</para>
/// </remarks>
public sealed class WorkQueue<TKey> : IDisposable where TKey : notnull
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private readonly WorkQueueOptions<TKey> options;
    private readonly Dictionary<TKey, WorkItem<TKey>> items = [];
    private readonly Dictionary<TKey, long> processing = [];
    private readonly SortedSet<WorkItem<TKey>> ready = new(WorkItem<TKey>.ByPriority);
    private readonly SortedSet<WorkItem<TKey>> readyByArrival = new(WorkItem<TKey>.ByArrival);
    private readonly SortedSet<WorkItem<TKey>> delayed = new(WorkItem<TKey>.ByDueTime);
    private readonly LinkedList<TaskCompletionSource<WorkLease<TKey>?>> waiters = [];
    private readonly ITimer timer;
    private long sequence;
    private long taken;
    private bool shutDown;

    /// <summary>Makes an empty queue.</summary>
    public WorkQueue(WorkQueueOptions<TKey>? options = null)
    {
        this.options = options ?? new WorkQueueOptions<TKey>();
        timer = this.options.Time.CreateTimer(_ => ReleaseDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        this.options.Metrics.Registry.BeforeCollect(RefreshGauges);
    }

    /// <summary>Keys that wait or are delayed; not those that workers have.</summary>
    public int Count
    {
        get { lock (gate) return items.Count; }
    }

    /// <summary>Keys that may be taken now.</summary>
    public int ReadyCount
    {
        get { lock (gate) return ready.Count; }
    }

    /// <summary>Keys that workers have.</summary>
    public int ProcessingCount
    {
        get { lock (gate) return processing.Count; }
    }

    /// <summary>Age of the oldest key that is ready; zero if none is.</summary>
    public TimeSpan OldestAge
    {
        get
        {
            lock (gate) return readyByArrival.Count == 0 ? TimeSpan.Zero : options.Time.GetElapsedTime(readyByArrival.Min(item => item.ReadySince));
        }
    }

    /// <summary>Adds a key to be worked on as soon as can be.</summary>
    public void Add(TKey key, int priority = 0) => AddAfter(key, TimeSpan.Zero, priority);

    /// <summary>Adds a key to be worked on after a delay; no delay or a negative one counts as at once.</summary>
    public void AddAfter(TKey key, TimeSpan delay, int priority = 0)
    {
        lock (gate)
        {
            if (shutDown) return;
            if (delay > TimeSpan.Zero) options.Metrics.Retries.Add();
            if (items.TryGetValue(key, out var item)) Merge(item, delay, priority);
            else Insert(key, delay, priority);
            Hand();
        }
    }

    /// <summary>Adds a key after the delay that its failures call for, and counts one more.</summary>
    public void AddRateLimited(TKey key, int priority = 0) => AddAfter(key, options.Backoff.Next(key), priority);

    /// <summary>Forgets the failures of a key.</summary>
    public void Forget(TKey key) => options.Backoff.Forget(key);

    /// <summary>Failures of a key since it was last forgotten.</summary>
    public int Failures(TKey key) => options.Backoff.Failures(key);

    /// <summary>Waits for a key and takes it; null once the queue is shut down.</summary>
    public async Task<WorkLease<TKey>?> TakeAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<WorkLease<TKey>?> waiter;
        LinkedListNode<TaskCompletionSource<WorkLease<TKey>?>> node;
        lock (gate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ready.Count > 0 && !shutDown) return TakeNext();
            if (shutDown) return null;
            waiter = new TaskCompletionSource<WorkLease<TKey>?>(TaskCreationOptions.RunContinuationsAsynchronously);
            node = waiters.AddLast(waiter);
        }

        await using var registration = cancellationToken.Register(() =>
        {
            lock (gate)
            {
                // A waiter that is no longer listed has got its key and must keep it: dropping it here would lose the key.
                if (node.List is null) return;
                waiters.Remove(node);
            }

            waiter.TrySetCanceled(cancellationToken);
        });
        return await waiter.Task;
    }

    /// <summary>Gives a taken key back; if it was added meanwhile, it is ready again.</summary>
    public void Done(TKey key)
    {
        lock (gate)
        {
            if (!processing.Remove(key, out var since)) return;
            options.Metrics.WorkDuration.Observe(options.Time.GetElapsedTime(since).TotalSeconds);
            if (items.TryGetValue(key, out var item) && item.State == WorkItemState.Dirty) MakeReady(item);
            Hand();
        }
    }

    /// <summary>Takes no more keys in and wakes those that wait; keys that workers have may still be given back.</summary>
    public void ShutDown()
    {
        List<TaskCompletionSource<WorkLease<TKey>?>> waiting;
        lock (gate)
        {
            shutDown = true;
            waiting = [.. waiters];
            waiters.Clear();
        }

        foreach (var waiter in waiting) waiter.TrySetResult(null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ShutDown();
        timer.Dispose();
    }

    private void Insert(TKey key, TimeSpan delay, int priority)
    {
        var item = new WorkItem<TKey>(key) { Priority = priority, Sequence = ++sequence, Arrival = sequence };
        items.Add(key, item);
        options.Metrics.Adds.Add();
        options.Metrics.Depth(priority).Add(1);
        if (delay <= TimeSpan.Zero) MakeReady(item);
        else Delay(item, DueAt(delay));
    }

    private void Merge(WorkItem<TKey> item, TimeSpan delay, int priority)
    {
        if (priority > item.Priority) Raise(item, priority);
        // An item that is ready or dirty stays so: a later wish to wait must not hold back what is already due.
        if (item.State != WorkItemState.Delayed) return;
        if (delay <= TimeSpan.Zero)
        {
            delayed.Remove(item);
            MakeReady(item);
        }
        else if (DueAt(delay) is var due && due < item.DueAt)
        {
            delayed.Remove(item);
            Delay(item, due);
        }
    }

    private void Raise(WorkItem<TKey> item, int priority)
    {
        ready.Remove(item);
        options.Metrics.Depth(item.Priority).Add(-1);
        options.Metrics.Depth(priority).Add(1);
        (item.Priority, item.Sequence) = (priority, ++sequence);
        if (item.State == WorkItemState.Ready) ready.Add(item);
    }

    private void MakeReady(WorkItem<TKey> item)
    {
        if (processing.ContainsKey(item.Key))
        {
            item.State = WorkItemState.Dirty;
            return;
        }

        item.State = WorkItemState.Ready;
        item.ReadySince = options.Time.GetTimestamp();
        ready.Add(item);
        readyByArrival.Add(item);
    }

    private void Delay(WorkItem<TKey> item, long due)
    {
        item.State = WorkItemState.Delayed;
        item.DueAt = due;
        delayed.Add(item);
        if (ReferenceEquals(delayed.Min, item)) SetTimer();
    }

    private long DueAt(TimeSpan delay) => options.Time.GetTimestamp() + (long)(delay.TotalSeconds * options.Time.TimestampFrequency);

    private void ReleaseDue()
    {
        lock (gate)
        {
            if (shutDown) return;
            var now = options.Time.GetTimestamp();
            while (delayed.Min is { } first && first.DueAt <= now)
            {
                delayed.Remove(first);
                MakeReady(first);
            }

            Hand();
            SetTimer();
        }
    }

    private void SetTimer()
    {
        if (delayed.Min is not { } first) return;
        var ticks = first.DueAt - options.Time.GetTimestamp();
        // Rounded up to the timer's grain: a timer that fires a moment early would find nothing due and have to be set again.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, ticks) * 1000.0 / options.Time.TimestampFrequency));
        // The system's timers reach no further than 49 days; one that fires early finds nothing due and is set again.
        timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }

    private void Hand()
    {
        while (waiters.First is { } waiter && ready.Count > 0)
        {
            waiters.RemoveFirst();
            waiter.Value.SetResult(TakeNext());
        }
    }

    private WorkLease<TKey> TakeNext()
    {
        var oldestsTurn = ++taken % options.OldestFirstEvery == 0;
        var item = (oldestsTurn ? readyByArrival.Min : ready.Min)!;
        ready.Remove(item);
        readyByArrival.Remove(item);
        items.Remove(item.Key);
        var now = options.Time.GetTimestamp();
        processing[item.Key] = now;
        options.Metrics.Depth(item.Priority).Add(-1);
        options.Metrics.QueueDuration.Observe(options.Time.GetElapsedTime(item.ReadySince, now).TotalSeconds);
        return new WorkLease<TKey>(item.Key, item.Priority);
    }

    private void RefreshGauges()
    {
        lock (gate)
        {
            var ages = processing.Values.Select(since => options.Time.GetElapsedTime(since).TotalSeconds).ToArray();
            options.Metrics.Unfinished.Set(ages.Sum());
            options.Metrics.LongestRunning.Set(ages.DefaultIfEmpty().Max());
        }
    }
}

namespace Slipway.Kubernetes.Queue;

/// <summary>A key that waits to be worked on.</summary>
internal sealed class WorkItem<TKey>(TKey key)
{
    public TKey Key { get; } = key;

    public WorkItemState State { get; set; }

    public int Priority { get; set; }

    /// <summary>Place among items of the same priority.</summary>
    public long Sequence { get; set; }

    /// <summary>Place among all items, which a higher priority does not change.</summary>
    public long Arrival { get; set; }

    /// <summary>Timestamp at which a delayed item becomes ready.</summary>
    public long DueAt { get; set; }

    /// <summary>Timestamp at which it became ready.</summary>
    public long ReadySince { get; set; }

    public static IComparer<WorkItem<TKey>> ByPriority { get; } = Comparer<WorkItem<TKey>>.Create((left, right) =>
        left.Priority != right.Priority ? right.Priority.CompareTo(left.Priority) : left.Sequence.CompareTo(right.Sequence));

    public static IComparer<WorkItem<TKey>> ByArrival { get; } = Comparer<WorkItem<TKey>>.Create((left, right) => left.Arrival.CompareTo(right.Arrival));

    public static IComparer<WorkItem<TKey>> ByDueTime { get; } = Comparer<WorkItem<TKey>>.Create((left, right) =>
        left.DueAt != right.DueAt ? left.DueAt.CompareTo(right.DueAt) : left.Arrival.CompareTo(right.Arrival));
}

internal enum WorkItemState
{
    /// <summary>Its delay has not passed.</summary>
    Delayed,

    /// <summary>It may be taken.</summary>
    Ready,

    /// <summary>It was added again while a worker has its key; ready once that worker is done.</summary>
    Dirty,
}

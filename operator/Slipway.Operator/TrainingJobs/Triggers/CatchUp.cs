using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Kubernetes.Cache;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.TrainingJobs.Triggers;

/// <summary>The place of a TrainingJob among those that make up for lost time.</summary>
/// <param name="Priority">Its priority.</param>
/// <param name="DueAt">When its run was due.</param>
/// <param name="Name">Its full name.</param>
internal sealed record CatchUpPlace(int Priority, DateTimeOffset DueAt, string Name) : IComparable<CatchUpPlace>
{
    /// <summary>Higher priority first, then the newest, for what it would find is still of use the longest.</summary>
    public int CompareTo(CatchUpPlace? other) => other is null ? 1 : (-Priority, -DueAt.UtcTicks, Name).CompareTo((-other.Priority, -other.DueAt.UtcTicks, other.Name));
}

/// <summary>Who else makes up for lost time.</summary>
/// <param name="Running">Runs under way that do.</param>
/// <param name="Waiting">Those that wait for their turn.</param>
internal sealed record CatchUpView(int Running, IReadOnlyList<CatchUpPlace> Waiting)
{
    /// <summary>A run that begins so much later than it was due makes up for lost time.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    /// <summary>After an outage all that are late must be on record before the first of them may begin.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    public static CatchUpView None { get; } = new(0, []);

    /// <summary>Whether it is somebody's turn, where so many may run at once.</summary>
    public bool IsTurnOf(CatchUpPlace place, int slots) => Running + Waiting.Count(other => other.CompareTo(place) < 0) < slots;

    /// <summary>Those of the TrainingJobs that the operator looks after, one left out.</summary>
    public static CatchUpView Of(IEnumerable<ICache<TrainingJob>> caches, TrainingJob without)
    {
        List<TrainingJob> others = [.. caches.SelectMany(cache => cache.CatchingUp()).Where(job => job.Metadata.Uid != without.Metadata.Uid && job.Metadata.DeletionTimestamp is null)];
        return new CatchUpView(others.Count(IsRunning), [.. others.Where(IsWaiting).Select(job => PlaceOf(job, job.Status!.Pending!.DueAt ?? DateTimeOffset.MinValue))]);
    }

    public static CatchUpPlace PlaceOf(TrainingJob job, DateTimeOffset dueAt) => new(job.Spec.Priority ?? 0, dueAt, $"{job.Metadata.Namespace}/{job.Metadata.Name}");

    /// <summary>Whether a TrainingJob makes up for lost time or waits to do so.</summary>
    public static bool Concerns(TrainingJob job) => IsWaiting(job) || IsRunning(job);

    private static bool IsWaiting(TrainingJob job) => job.Status?.Pending?.Reason == RunGate.CatchUpReason;

    private static bool IsRunning(TrainingJob job) => job.Status?.Runs is [{ State: RunState.Running, Trigger.CatchUp: true }, ..];
}

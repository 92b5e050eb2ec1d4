using Slipway.Api;
using Slipway.Operator.Access;

namespace Slipway.Operator.Reconciling;

/// <summary>What one pass over an object decided; <see cref="PlanExecutor{T,TStatus}"/> does it.</summary>
/// <param name="Status">The whole new status.</param>
/// <remarks>
/// A decision that must be on record before it has effects (a run, a weight) goes into the status alone; the write of the status starts the next
/// pass, and that pass finds it on record and plans the children. So nothing depends on what a killed process was about to do.
/// </remarks>
internal sealed record Plan<TStatus>(TStatus Status) where TStatus : class, ISlipwayStatus
{
    /// <summary>What a Job among <see cref="Children"/> reads; told before it is made.</summary>
    public PlannedReads? Reads { get; init; }

    /// <summary>Children that have to be there, in the order in which they are written.</summary>
    public IReadOnlyList<Child> Children { get; init; } = [];

    /// <summary>Children that have to go.</summary>
    public IReadOnlyList<Removal> Removals { get; init; } = [];

    /// <summary>What happened, besides the changes of conditions, which become events by themselves.</summary>
    public IReadOnlyList<PlannedEvent> Events { get; init; } = [];

    /// <summary>Reasons of conditions that make no event of their own, because <see cref="Events"/> tell the same or they only mark progress.</summary>
    /// <remarks>An object may send only so many events (25 at once); the ones that matter must not be crowded out.</remarks>
    public IReadOnlySet<string> QuietReasons { get; init; } = new HashSet<string>();

    /// <summary>When to look again if nothing changes; null when only a change matters.</summary>
    public TimeSpan? RequeueAfter { get; init; }

    /// <summary>The same, to be looked at again at a moment if not before.</summary>
    public Plan<TStatus> LookAgain(DateTimeOffset? at, DateTimeOffset now) => at > now && !(RequeueAfter <= at - now) ? this with { RequeueAfter = at - now } : this;
}

/// <summary>Something that happened, for people.</summary>
/// <param name="Reason">One CamelCase word.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Warning">Whether somebody should look.</param>
internal sealed record PlannedEvent(string Reason, string Message, bool Warning = false);

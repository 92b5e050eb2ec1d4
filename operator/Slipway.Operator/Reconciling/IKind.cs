using Slipway.Api;

namespace Slipway.Operator.Reconciling;

/// <summary>What a kind gives to <see cref="Pass{T,TStatus}"/>: it reads its world from the caches and decides.</summary>
/// <remarks>
/// How to add a kind: a record World with everything that a decision depends on; a pure static <c>Decide(World, now)</c> that returns a
/// <see cref="Plan{TStatus}"/> (conditions by <see cref="ConditionDraft"/>, children by <see cref="Child.Once"/> and <see cref="Child.Kept"/> with
/// metadata from <see cref="ChildMetadata"/>); a class that implements this interface, gathers the World and calls Decide; and its wiring in Hosting.
/// The pass skips what is up to date, writes children, removals and one status in this order, and turns changed conditions into events.
/// </remarks>
internal interface IKind<in T, TStatus> where T : class, ISlipwayObject<TStatus> where TStatus : class, ISlipwayStatus
{
    /// <summary>Whether the object is this operator's to look after; of others nothing is written, not even the status.</summary>
    bool Manages(T resource) => true;

    /// <summary>Decides about one object. Reads only: whatever is to be written is in the plan.</summary>
    Task<Plan<TStatus>> PlanAsync(T resource, DateTimeOffset now, CancellationToken cancellationToken);
}

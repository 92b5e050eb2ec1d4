using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.LeaderElection;

/// <summary>What this candidate has seen of a lease, by its own monotonic clock.</summary>
/// <remarks>The times within the record come from another machine's clock, which may be wrong or step. All that counts is how long ago we last saw
/// the record change.</remarks>
internal sealed class LeaseObservation(TimeProvider time)
{
    private long changedAt;

    public Lease? Lease { get; private set; }

    public string Holder => Lease?.Spec?.HolderIdentity ?? "";

    /// <summary>True once the record has stood still for as long as its holder promised to be back (the record's duration, not ours).</summary>
    public bool HasExpired => Holder.Length == 0 || Left < TimeSpan.Zero;

    /// <summary>Time until the record expires, if it does not change.</summary>
    public TimeSpan Left => TimeSpan.FromSeconds(Lease?.Spec?.LeaseDurationSeconds ?? 0) - time.GetElapsedTime(changedAt);

    public void See(Lease lease)
    {
        if (Lease?.Spec != lease.Spec) changedAt = time.GetTimestamp();
        Lease = lease;
        IsDoubtful = false;
    }

    /// <summary>True if the lease may have changed since it was seen, so that it must be read before it is written.</summary>
    public bool IsDoubtful { get; private set; }

    /// <summary>Doubts what was seen. When it last changed stays known: a failed request says nothing about the holder.</summary>
    public void Doubt() => IsDoubtful = true;
}

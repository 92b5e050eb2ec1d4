using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Reconciling;

namespace Slipway.Operator.Steps.Scheduling;

/// <summary>What queues, schedulers and the Job controller say about Jobs.</summary>
/// <param name="Workloads">Kueue's, in each version of its API that may be served.</param>
/// <param name="PodGroups">Volcano's.</param>
/// <param name="Refusals">Events that tell of pods that could not be made.</param>
/// <param name="Nodes">The nodes of the cluster.</param>
/// <param name="Quotas">Resource quotas.</param>
internal sealed record SchedulerCaches(
    IReadOnlyList<ICache<Workload>> Workloads, ICache<PodGroup> PodGroups, ICache<Event> Refusals, ICache<Node> Nodes, ICache<ResourceQuota> Quotas)
{
    /// <summary>What Kueue keeps of a Job, once even where both versions are served.</summary>
    public IEnumerable<Workload> WorkloadsOf(Job job) => Workloads.SelectMany(cache => cache.OwnedBy(job.Metadata.Uid!)).DistinctBy(workload => workload.Metadata.Uid);

    /// <summary>Events of a Job.</summary>
    public IEnumerable<Event> RefusalsOf(Job job) => Refusals.ByIndex(CacheIndex.Involved, job.Metadata.Uid!);
}

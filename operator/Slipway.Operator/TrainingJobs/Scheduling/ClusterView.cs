using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.TrainingJobs.Scheduling;

/// <summary>What a cluster has room for; looked up only by passes over runs that have no place yet.</summary>
/// <param name="nodes">All nodes; none when the operator may not read them.</param>
/// <param name="quotas">Resource quotas of the job's namespace.</param>
internal sealed class ClusterView(Func<IReadOnlyList<Node>> nodes, Func<IReadOnlyList<ResourceQuota>> quotas)
{
    public ClusterView(IReadOnlyList<Node> nodes, IReadOnlyList<ResourceQuota> quotas) : this(() => nodes, () => quotas)
    {
    }

    public static ClusterView Unknown { get; } = new([], []);

    public IReadOnlyList<Node> Nodes => nodes();

    public IReadOnlyList<ResourceQuota> Quotas => quotas();
}

using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Controllers.Jobs;

/// <summary>Remembers which pods of a job have ended, so that one that is deleted later still counts.</summary>
/// <remarks>A real cluster holds pods with a finalizer until they are counted. Here the memory lasts as long as the sandbox; after a restart,
/// the numbers in the status are what the pods that are gone were.</remarks>
internal sealed class JobPodCount(int succeededBefore, int failedBefore)
{
    private readonly HashSet<string> succeeded = new(StringComparer.Ordinal);
    private readonly HashSet<string> failed = new(StringComparer.Ordinal);
    private int? succeededGone;
    private int? failedGone;

    public int Succeeded => succeeded.Count + succeededGone.GetValueOrDefault();

    public int Failed => failed.Count + failedGone.GetValueOrDefault();

    /// <summary>Counts the pods that have ended.</summary>
    public void Add(IEnumerable<Pod> succeededPods, IEnumerable<Pod> failedPods)
    {
        succeeded.UnionWith(succeededPods.Select(pod => pod.Metadata.Uid!));
        failed.UnionWith(failedPods.Select(pod => pod.Metadata.Uid!));
        succeededGone ??= Math.Max(0, succeededBefore - succeeded.Count);
        failedGone ??= Math.Max(0, failedBefore - failed.Count);
    }
}

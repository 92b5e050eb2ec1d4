using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.Controllers.Common;

namespace Slipway.Sandbox.Controllers.Jobs;

/// <summary>Waits between the failure of a pod and its replacement: a first delay that doubles with each failure in a row, up to ten minutes.</summary>
/// <param name="First">Delay after the first failure; 10 s in a real cluster.</param>
internal sealed record JobBackoff(TimeSpan First)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>When a replacement may be made; null: at once.</summary>
    public DateTimeOffset? NotBefore(IReadOnlyCollection<Pod> succeeded, IReadOnlyCollection<Pod> failed)
    {
        var lastSuccess = succeeded.Count == 0 ? DateTimeOffset.MinValue : succeeded.Max(pod => pod.FinishedAt());
        var since = failed.Select(pod => pod.FinishedAt()).Where(time => time > lastSuccess).ToList();
        if (since.Count == 0) return null;
        var delay = First.TotalSeconds * Math.Pow(2, Math.Min(since.Count - 1, 30));
        return since.Max() + TimeSpan.FromSeconds(Math.Min(delay, Longest.TotalSeconds));
    }
}

using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Controllers.Jobs;

/// <summary>Finds which pods a job lacks and which it has too many of.</summary>
internal static class JobSlots
{
    /// <summary>Active pods above the parallelism, and a second one of an index; those that run least first.</summary>
    public static IReadOnlyList<Pod> Surplus(JobWorld world)
    {
        var byAge = world.Active.OrderByDescending(pod => pod.Status?.Phase == "Running").ThenBy(pod => pod.Metadata.CreationTimestamp).ToList();
        if (!world.IsIndexed) return [.. byAge.Skip(Wanted(world))];
        var surplus = byAge.GroupBy(JobWorld.IndexOf).SelectMany(group => group.Key is { } index && !world.CompletedIndexes.Contains(index) ? group.Skip(1) : group).ToList();
        return [.. surplus, .. byAge.Except(surplus).Skip(Wanted(world))];
    }

    /// <summary>Pods to create now; null stands for a pod without index.</summary>
    public static IReadOnlyList<int?> Missing(JobWorld world)
    {
        var missing = Wanted(world) - world.Active.Count;
        if (missing <= 0) return [];
        if (!world.IsIndexed) return [.. Enumerable.Repeat<int?>(null, missing)];
        var busy = world.Active.Concat(Replaceable(world)).Select(JobWorld.IndexOf).ToHashSet();
        return [.. Enumerable.Range(0, world.Job.Spec?.Completions ?? 0)
            .Where(index => !world.CompletedIndexes.Contains(index) && !busy.Contains(index)).Take(missing).Select(index => (int?)index)];
    }

    /// <summary>Pods that are ending and, by the replacement policy, keep their place until they have.</summary>
    private static IEnumerable<Pod> Replaceable(JobWorld world) => world.Job.Spec?.PodReplacementPolicy == "Failed" ? world.Terminating : [];

    private static int Wanted(JobWorld world)
    {
        var parallelism = world.Job.Spec?.Parallelism ?? 1;
        var waiting = Replaceable(world).Count();
        if (world.Job.Spec?.Completions is { } completions) return Math.Max(0, Math.Min(parallelism, completions - world.SucceededCount) - waiting);
        // A work queue: once one worker has succeeded, no more are started.
        return world.Count.Succeeded > 0 ? world.Active.Count : Math.Max(0, parallelism - waiting);
    }
}

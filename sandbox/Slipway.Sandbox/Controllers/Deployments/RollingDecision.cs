namespace Slipway.Sandbox.Controllers.Deployments;

/// <summary>Decides the sizes of a deployment's replica sets, step by step towards the newest.</summary>
internal static class RollingDecision
{
    /// <summary>The sizes to set now, by name; sets that keep theirs are left out.</summary>
    /// <param name="replicas">Wanted replicas in all.</param>
    /// <param name="limits">How far the steps may go.</param>
    /// <param name="newest">The set of the current template.</param>
    /// <param name="old">The other sets, oldest first.</param>
    public static IReadOnlyDictionary<string, int> Roll(int replicas, RollingLimits limits, SetScale newest, IReadOnlyList<SetScale> old)
    {
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal);
        var total = newest.Wanted + old.Sum(set => set.Wanted);
        if (newest.Wanted > replicas) sizes[newest.Name] = replicas;
        else if (Math.Min(replicas + limits.MaxSurge - total, replicas - newest.Wanted) is > 0 and var more) sizes[newest.Name] = newest.Wanted + more;
        // One thing at a time: what is taken away follows from what is there, not from what was just asked for.
        if (sizes.Count > 0) return sizes;

        var minAvailable = replicas - limits.MaxUnavailable;
        var removable = total - minAvailable - (newest.Wanted - newest.Available);
        return removable <= 0 ? sizes : Shrink(old, removable, newest.Available - minAvailable);
    }

    /// <summary>The sizes when old pods must be gone before new ones start.</summary>
    /// <param name="replicas">Wanted replicas.</param>
    /// <param name="newest">The set of the current template.</param>
    /// <param name="old">The other sets.</param>
    /// <param name="oldPodsRun">True if a pod of the other sets has not ended; one that is ending counts.</param>
    public static IReadOnlyDictionary<string, int> Recreate(int replicas, SetScale newest, IReadOnlyList<SetScale> old, bool oldPodsRun)
    {
        if (old.Any(set => set.Wanted > 0)) return old.Where(set => set.Wanted > 0).ToDictionary(set => set.Name, _ => 0);
        return oldPodsRun || newest.Wanted == replicas
            ? new Dictionary<string, int>()
            : new Dictionary<string, int> { [newest.Name] = replicas };
    }

    private static Dictionary<string, int> Shrink(IReadOnlyList<SetScale> old, int removable, int spare)
    {
        var sizes = old.ToDictionary(set => set.Name, set => set.Wanted, StringComparer.Ordinal);
        // Pods that serve nobody go first; they cost no availability.
        foreach (var set in old)
        {
            var broken = Math.Min(removable, Math.Max(0, set.Wanted - set.Available));
            sizes[set.Name] -= broken;
            removable -= broken;
        }

        var available = spare + old.Sum(set => Math.Min(set.Available, sizes[set.Name]));
        foreach (var set in old)
        {
            var fewer = Math.Clamp(Math.Min(removable, available), 0, sizes[set.Name]);
            sizes[set.Name] -= fewer;
            removable -= fewer;
            available -= fewer;
        }

        return old.Where(set => sizes[set.Name] != set.Wanted).ToDictionary(set => set.Name, set => sizes[set.Name], StringComparer.Ordinal);
    }
}

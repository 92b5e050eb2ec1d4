using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Cache;

/// <summary>Keys of objects by values that a function finds in them.</summary>
/// <remarks>Most values, such as the UID of an owner, lead to one object; a set for each of them would take more memory than the object's labels.</remarks>
internal sealed class ObjectIndex<T>(Func<T, IEnumerable<string>> valuesOf) where T : class, IKubernetesObject
{
    private readonly Dictionary<string, NamespacedName> single = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<NamespacedName>> several = new(StringComparer.Ordinal);

    public IEnumerable<NamespacedName> Find(string value) => several.TryGetValue(value, out var set) ? set : single.TryGetValue(value, out var key) ? [key] : [];

    public void Change(NamespacedName key, T? old, T? now)
    {
        foreach (var value in old is null ? [] : valuesOf(old)) Remove(value, key);
        foreach (var value in now is null ? [] : valuesOf(now)) Add(value, key);
    }

    private void Add(string value, NamespacedName key)
    {
        if (several.TryGetValue(value, out var set)) set.Add(key);
        else if (single.TryAdd(value, key) || single[value] == key) return;
        else if (single.Remove(value, out var first)) several[value] = [first, key];
    }

    private void Remove(string value, NamespacedName key)
    {
        if (several.TryGetValue(value, out var set))
        {
            set.Remove(key);
            if (set.Count == 0) several.Remove(value);
        }
        else if (single.TryGetValue(value, out var only) && only == key)
        {
            single.Remove(value);
        }
    }
}

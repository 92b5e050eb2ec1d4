using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Cache;

/// <summary>Keys of objects by values that a function finds in them.</summary>
internal sealed class ObjectIndex<T>(Func<T, IEnumerable<string>> valuesOf) where T : class, IKubernetesObject
{
    private readonly Dictionary<string, HashSet<NamespacedName>> keys = new(StringComparer.Ordinal);

    public IEnumerable<NamespacedName> Find(string value) => keys.TryGetValue(value, out var found) ? found : [];

    public void Change(NamespacedName key, T? old, T? now)
    {
        foreach (var value in old is null ? [] : valuesOf(old)) Remove(value, key);
        foreach (var value in now is null ? [] : valuesOf(now)) Add(value, key);
    }

    private void Add(string value, NamespacedName key)
    {
        if (!keys.TryGetValue(value, out var set)) keys[value] = set = [];
        set.Add(key);
    }

    private void Remove(string value, NamespacedName key)
    {
        if (!keys.TryGetValue(value, out var set)) return;
        set.Remove(key);
        if (set.Count == 0) keys.Remove(value);
    }
}

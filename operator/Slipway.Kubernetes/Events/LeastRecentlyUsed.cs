namespace Slipway.Kubernetes.Events;

/// <summary>A map that forgets the entry that was not used for longest when it is full.</summary>
internal sealed class LeastRecentlyUsed<TKey, TValue>(int capacity) where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> byUse = [];

    public int Count => nodes.Count;

    public bool TryGet(TKey key, out TValue? value)
    {
        value = default;
        if (!nodes.TryGetValue(key, out var node)) return false;
        byUse.Remove(node);
        byUse.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        if (nodes.Remove(key, out var old)) byUse.Remove(old);
        nodes[key] = byUse.AddFirst((key, value));
        if (nodes.Count <= capacity) return;
        nodes.Remove(byUse.Last!.Value.Key);
        byUse.RemoveLast();
    }

    public void Remove(TKey key)
    {
        if (nodes.Remove(key, out var node)) byUse.Remove(node);
    }
}

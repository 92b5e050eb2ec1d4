using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Cache;

/// <summary>The objects of an informer: what the server told, and own writes of which it has not told yet.</summary>
/// <remarks>
/// <para>Own writes: a recorded write is ahead of the watch until the watch reaches its resource version. Events arrive in the order of their
/// versions, so from then on the watch knows better: either it told of the object, or the object is not (or no longer) among those that are watched.
/// A write thus can neither be hidden by an older event nor outlive what happened after it, and a foreign change is never swallowed.</para>
/// </remarks>
internal sealed class ObjectStore<T> : ICache<T> where T : class, IKubernetesObject
{
    public const string OwnerIndex = "ownerUid";

    private readonly Lock gate = new();
    private readonly Dictionary<NamespacedName, T> objects = [];
    private readonly Dictionary<NamespacedName, AheadWrite> ahead = [];
    private readonly Dictionary<string, ObjectIndex<T>> indexes = [];
    private string observedVersion = "";

    public ObjectStore(IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> customIndexes)
    {
        indexes.Add(OwnerIndex, new ObjectIndex<T>(resource => resource.Metadata.OwnerReferences?.Select(owner => owner.Uid) ?? []));
        foreach (var (name, values) in customIndexes) indexes.Add(name, new ObjectIndex<T>(values));
    }

    public int Count
    {
        get { lock (gate) return objects.Count; }
    }

    /// <summary>Own writes that the watch has not reached.</summary>
    public int AheadCount
    {
        get { lock (gate) return ahead.Count; }
    }

    public T? Get(NamespacedName key)
    {
        lock (gate) return objects.GetValueOrDefault(key);
    }

    public IReadOnlyList<T> List(string? @namespace = null)
    {
        lock (gate) return [.. objects.Values.Where(resource => @namespace is null || resource.Metadata.Namespace == @namespace)];
    }

    public IReadOnlyList<T> ByIndex(string index, string value)
    {
        lock (gate)
        {
            if (!indexes.TryGetValue(index, out var entries))
                throw new ArgumentException($"there is no index '{index}'; there are {string.Join(", ", indexes.Keys)}", nameof(index));
            return [.. entries.Find(value).Select(key => objects[key])];
        }
    }

    public IReadOnlyList<T> OwnedBy(string ownerUid) => ByIndex(OwnerIndex, ownerUid);

    /// <summary>Takes over a complete list and returns what changed; objects that the list lacks are deleted.</summary>
    public IReadOnlyList<InformerEvent<T>> Replace(IEnumerable<T> list, string version, bool isInitial)
    {
        lock (gate)
        {
            var events = new List<InformerEvent<T>>();
            var listed = new Dictionary<NamespacedName, T>();
            foreach (var resource in list) listed[resource.Key()] = resource;
            foreach (var (key, old) in Observed())
            {
                if (!listed.ContainsKey(key)) events.Add(new(InformerEventType.Deleted, old, old, IsTombstone: true));
            }

            foreach (var (key, resource) in listed)
            {
                if (ObservedAt(key) is not { } old) events.Add(new(InformerEventType.Added, resource, null, isInitial));
                else if (old.Metadata.ResourceVersion != resource.Metadata.ResourceVersion) events.Add(new(InformerEventType.Updated, resource, old));
            }

            foreach (var change in events) Observe(change);
            Advance(version, reset: true);
            return events;
        }
    }

    /// <summary>Takes over one event of the watch; null if there is nothing to tell.</summary>
    public InformerEvent<T>? Apply(T resource, bool deleted, string version)
    {
        lock (gate)
        {
            var old = ObservedAt(resource.Key());
            InformerEvent<T>? change = (old, deleted) switch
            {
                (null, true) => null,
                (null, false) => new(InformerEventType.Added, resource, null),
                (_, true) => new(InformerEventType.Deleted, resource, old),
                (_, false) => new(InformerEventType.Updated, resource, old),
            };
            if (change is { } known) Observe(known);
            Advance(version, reset: false);
            return change;
        }
    }

    /// <summary>Notes that nothing happened up to a version.</summary>
    public void Advance(string version)
    {
        lock (gate) Advance(version, reset: false);
    }

    /// <summary>Shows an own write before the watch tells of it.</summary>
    public void RecordWrite(T written)
    {
        var version = written.Metadata.ResourceVersion;
        if (!ResourceVersions.IsWellFormed(version)) return;
        lock (gate)
        {
            // The watch has been there already; the object may even be deleted by now, and a late record would bring it back.
            if (!ResourceVersions.IsWellFormed(observedVersion) || ResourceVersions.Compare(version!, observedVersion) <= 0) return;
            var key = written.Key();
            var current = objects.GetValueOrDefault(key);
            if (current is not null && IsNewer(current, version!)) return;
            var observed = ahead.TryGetValue(key, out var before) ? before.Observed : current;
            ahead[key] = new AheadWrite(version!, observed);
            Put(key, written);
        }
    }

    /// <summary>One event per object, with old and new the same.</summary>
    public IReadOnlyList<InformerEvent<T>> Resync()
    {
        lock (gate) return [.. Observed().Select(pair => new InformerEvent<T>(InformerEventType.Updated, pair.Value, pair.Value, IsInitialOrResync: true))];
    }

    private static bool IsNewer(T current, string version) =>
        ResourceVersions.IsWellFormed(current.Metadata.ResourceVersion) && ResourceVersions.Compare(current.Metadata.ResourceVersion!, version) >= 0;

    private T? ObservedAt(NamespacedName key) => ahead.TryGetValue(key, out var write) ? write.Observed : objects.GetValueOrDefault(key);

    private IEnumerable<KeyValuePair<NamespacedName, T>> Observed()
    {
        foreach (var pair in objects)
        {
            if (!ahead.TryGetValue(pair.Key, out var write)) yield return pair;
            else if (write.Observed is { } observed) yield return new(pair.Key, observed);
        }
    }

    private void Observe(InformerEvent<T> change)
    {
        var key = change.Object.Key();
        var now = change.Type == InformerEventType.Deleted ? null : change.Object;
        if (ahead.TryGetValue(key, out var write)) ahead[key] = write with { Observed = now };
        else Put(key, now);
    }

    private void Advance(string version, bool reset)
    {
        if (!ResourceVersions.IsWellFormed(version)) return;
        // A list after an expired watch may come from another replica that lags; its version counts all the same, or nothing would be recorded again.
        if (reset || !ResourceVersions.IsWellFormed(observedVersion) || ResourceVersions.Compare(version, observedVersion) > 0) observedVersion = version;
        if (ahead.Count == 0) return;
        foreach (var (key, write) in ahead.Where(pair => ResourceVersions.Compare(pair.Value.Version, observedVersion) <= 0).ToList())
        {
            ahead.Remove(key);
            Put(key, write.Observed);
        }
    }

    private void Put(NamespacedName key, T? resource)
    {
        var old = objects.GetValueOrDefault(key);
        if (resource is null) objects.Remove(key);
        else objects[key] = resource;
        foreach (var index in indexes.Values) index.Change(key, old, resource);
    }

    /// <param name="Version">Version of the own write.</param>
    /// <param name="Observed">What the watch last told of the object, which the write hides.</param>
    private sealed record AheadWrite(string Version, T? Observed);
}

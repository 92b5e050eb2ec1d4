using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Resources;
using Slipway.Sandbox.ApiServer.Storage;
using Slipway.Sandbox.ApiServer.Writing;

namespace Slipway.Sandbox.ApiServer.Lifecycle;

/// <summary>
/// Deletes what no living owner wants any more. Owners are matched by uid, so that a successor of the same name does not count.
/// Foreground: the owner waits for its dependents; orphan: the dependents forget the owner first.
/// </summary>
internal sealed class GarbageCollector(RevisionLog log, ResourceRegistry registry, ObjectWriter writer, ObjectDeleter deleter) : ILifecycle
{
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";

    /// <summary>Owner uid to the objects that refer to it.</summary>
    private readonly Dictionary<string, HashSet<(string StorageKey, string Namespace, string Name)>> _dependents = new(StringComparer.Ordinal);

    public void Start()
    {
        _dependents.Clear();
        var all = registry.All.Where(r => r is { IsReview: false, Conversion: null }).DistinctBy(r => r.StorageKey).SelectMany(r => log.List(r.StorageKey).Objects.Values.Select(o => (r.StorageKey, Object: o))).ToList();
        foreach (var (storageKey, obj) in all)
        {
            Index(storageKey, null, obj);
        }

        foreach (var (storageKey, obj) in all)
        {
            CheckOwners(storageKey, obj);
            FinishOwner(storageKey, obj);
        }
    }

    public void Observe(LogRecord record)
    {
        Index(record.StorageKey, record.Previous, record.Kind == ChangeKind.Deleted ? null : record.Current);
        if (record.Kind == ChangeKind.Deleted)
        {
            OwnerIsGone(record.Current);
            foreach (var reference in References(record.Previous ?? record.Current))
            {
                if (FindOwner(reference, record.Current.Namespace) is var (ownerKey, owner))
                {
                    FinishOwner(ownerKey, owner);
                }
            }

            return;
        }

        CheckOwners(record.StorageKey, record.Current);
        FinishOwner(record.StorageKey, record.Current);
    }

    private void Index(string storageKey, StoredObject? before, StoredObject? after)
    {
        foreach (var uid in before is null ? [] : References(before).Select(Uid))
        {
            if (_dependents.TryGetValue(uid, out var set))
            {
                set.Remove((storageKey, before!.Namespace, before.Name));
            }
        }

        foreach (var uid in after is null ? [] : References(after).Select(Uid))
        {
            if (!_dependents.TryGetValue(uid, out var set))
            {
                _dependents[uid] = set = [];
            }

            set.Add((storageKey, after!.Namespace, after.Name));
        }
    }

    private void OwnerIsGone(StoredObject owner)
    {
        foreach (var (storageKey, dependent) in DependentsOf(owner.Uid))
        {
            CheckOwners(storageKey, dependent);
        }

        if (_dependents.TryGetValue(owner.Uid, out var set) && set.Count == 0)
        {
            _dependents.Remove(owner.Uid);
        }
    }

    /// <summary>An object all of whose owners are gone is deleted; one that keeps an owner only loses the dead references.</summary>
    private void CheckOwners(string storageKey, StoredObject seen)
    {
        if (log.Find(storageKey, seen.Namespace, seen.Name) is not { IsTerminating: false } obj || obj.Uid != seen.Uid || References(obj).Count == 0 || ResourceOf(storageKey) is not { } resource)
        {
            return;
        }

        var dead = References(obj).Where(r => FindOwner(r, obj.Namespace) is null).Select(Uid).ToHashSet(StringComparer.Ordinal);
        if (dead.Count == References(obj).Count)
        {
            Delete(resource, obj, "Background");
        }
        else if (dead.Count > 0)
        {
            Forget(resource, obj, dead);
        }
    }

    /// <summary>Goes on with an owner that waits for its dependents.</summary>
    private void FinishOwner(string storageKey, StoredObject seen)
    {
        if (log.Find(storageKey, seen.Namespace, seen.Name) is not { IsTerminating: true } owner || owner.Uid != seen.Uid || ResourceOf(storageKey) is not { } resource)
        {
            return;
        }

        var finalizers = MetadataRules.Finalizers(owner.Json).Strings().ToList();
        if (finalizers.Contains(Orphan))
        {
            foreach (var (key, dependent) in DependentsOf(owner.Uid))
            {
                Forget(ResourceOf(key)!, dependent, [owner.Uid]);
            }

            RemoveFinalizer(resource, owner, Orphan);
        }
        else if (finalizers.Contains(Foreground))
        {
            foreach (var (key, dependent) in DependentsOf(owner.Uid).Where(d => !d.Object.IsTerminating))
            {
                Delete(ResourceOf(key)!, dependent, DependentsOf(dependent.Uid).Count > 0 ? "Foreground" : "Background");
            }

            if (!DependentsOf(owner.Uid).Any(d => Blocks(d.Object, owner.Uid)))
            {
                RemoveFinalizer(resource, owner, Foreground);
            }
        }
    }

    private List<(string StorageKey, StoredObject Object)> DependentsOf(string uid)
    {
        var result = new List<(string, StoredObject)>();
        foreach (var (storageKey, ns, name) in _dependents.GetValueOrDefault(uid) ?? [])
        {
            if (log.Find(storageKey, ns, name) is { } obj && References(obj).Any(r => Uid(r) == uid))
            {
                result.Add((storageKey, obj));
            }
        }

        return result;
    }

    private (string StorageKey, StoredObject Owner)? FindOwner(JsonObject reference, string ns)
    {
        if (registry.FindKind(reference.TextAt("apiVersion") ?? "", reference.TextAt("kind") ?? "") is not { } resource)
        {
            return null;
        }

        var owner = log.Find(resource.StorageKey, resource.Namespaced ? ns : "", reference.TextAt("name") ?? "");
        return owner is not null && owner.Uid == Uid(reference) ? (resource.StorageKey, owner) : null;
    }

    private void Forget(ResourceInfo resource, StoredObject dependent, HashSet<string> uids) =>
        Change(resource, dependent, "ownerReferences", obj => [.. References(obj).Where(r => !uids.Contains(Uid(r))).Select(r => (JsonNode?)r.DeepClone())]);

    private void RemoveFinalizer(ResourceInfo resource, StoredObject owner, string finalizer) =>
        Change(resource, owner, "finalizers", obj => [.. MetadataRules.Finalizers(obj.Json).Strings().Where(f => f != finalizer).Select(f => (JsonNode?)JsonValue.Create(f))]);

    /// <summary>Writes one list of metadata, however often others write meanwhile: an owner must not go before its orphans know.</summary>
    private void Change(ResourceInfo resource, StoredObject seen, string field, Func<StoredObject, JsonNode?[]> kept)
    {
        while (log.Find(resource.StorageKey, seen.Namespace, seen.Name) is { } current && current.Uid == seen.Uid)
        {
            var next = current.Copy();
            var values = kept(current);
            if (values.Length > 0)
            {
                next["metadata"]![field] = new JsonArray(values);
            }
            else
            {
                next.ObjectAt("metadata")!.Remove(field);
            }

            if (writer.TryReplace(resource, current, next) is not null)
            {
                return;
            }
        }
    }

    private void Delete(ResourceInfo resource, StoredObject obj, string policy)
    {
        try
        {
            deleter.Delete(resource, obj.Namespace, obj.Name, new DeleteOptions { PropagationPolicy = policy, PreconditionUid = obj.Uid });
        }
        catch (ApiException e) when (e.Code is 404 or 409)
        {
            return; // gone or replaced since, which its own record will tell
        }
    }

    private ResourceInfo? ResourceOf(string storageKey) => registry.All.FirstOrDefault(r => r.StorageKey == storageKey && r is { IsReview: false, Conversion: null });

    private static List<JsonObject> References(StoredObject obj) => [.. obj.Json.ArrayAt("metadata", "ownerReferences").Objects()];

    private static string Uid(JsonObject reference) => reference.TextAt("uid") ?? "";

    private static bool Blocks(StoredObject dependent, string ownerUid) => References(dependent).Exists(r => Uid(r) == ownerUid && r.FlagAt("blockOwnerDeletion"));
}

using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Resources;

namespace Slipway.Sandbox.ApiServer.Apply;

/// <summary>Server-side apply and the book-keeping of other writes: who owns what after a write, and what it conflicts with.</summary>
internal sealed class FieldOwnership(ResourceInfo resource, string manager, string subresource, string time)
{
    public const string BeforeFirstApply = "before-first-apply";
    private const int MostUpdateEntries = 10;
    private const string AncientChanges = "ancient-changes";
    private static readonly string[] Unowned = ["name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "resourceVersion", "managedFields", "deletionTimestamp", "deletionGracePeriodSeconds"];

    /// <summary>After a create, replace or patch: the writer owns what it changed.</summary>
    public JsonArray? AfterUpdate(JsonObject? before, JsonObject after, JsonNode? givenManagedFields)
    {
        var managed = ManagedFields.Parse(before.At("metadata", "managedFields"));
        if (givenManagedFields is JsonArray given)
        {
            if (IsReset(given))
            {
                return null;
            }

            managed = ManagedFields.Parse(given);
        }

        if (before is not null && managed.Entries.Count == 0)
        {
            return null; // nobody has been tracked since the object was made or cleared; apply starts it
        }

        Update(managed, before ?? [], after, manager, "Update");
        CapUpdates(managed);
        return managed.ToJson();
    }

    /// <summary>The object that results from applying <paramref name="config"/> over <paramref name="live"/> (null: there is none), with its managedFields.</summary>
    public JsonObject Apply(JsonObject? live, JsonObject config, bool force)
    {
        var managed = ManagedFields.Parse(live.At("metadata", "managedFields"));
        if (live is not null && managed.Entries.Count == 0)
        {
            Update(managed, [], live, BeforeFirstApply, "Update", "");
        }

        var current = live ?? [];
        var merged = (JsonObject)TypedMerge.Merge(current, config, resource.Schema)!;
        var last = managed.Find(manager, "Apply", subresource);
        var claimed = Owned(config);
        if (claimed.ObjectAt("metadata") is { Count: 0 })
        {
            claimed.Remove("metadata");
        }

        var applied = TypedPaths.FieldsOf(claimed, resource.Schema);
        managed.Set(new(manager, "Apply", resource.ApiVersion, subresource, last is not null && last.Fields.SetEquals(applied) ? last.Time : time, applied));
        if (last is not null && !last.Fields.IsEmpty)
        {
            // What this manager applied before and nobody claims any more goes.
            TypedMerge.Remove(merged, last.Fields.WithNamedParents().Difference(managed.All().WithNamedParents()), resource.Schema);
        }

        var free = ClientSideApply.FieldsOf(manager, live, resource);
        Resolve(managed, Comparison.Of(Owned(current), Owned(merged), resource.Schema), manager, "Apply", subresource, force, free);
        ClientSideApply.Note(manager, merged, config, resource);
        merged.Child("metadata").Remove("managedFields");
        if (managed.ToJson() is { } json)
        {
            merged.Child("metadata")["managedFields"] = json;
        }

        return merged;
    }

    private static bool IsReset(JsonArray given) => given.Count == 0 || (given.Count == 1 && given[0] is JsonObject { Count: 0 });

    private void Update(ManagedFields managed, JsonObject before, JsonObject after, string who, string operation, string? endpoint = null)
    {
        endpoint ??= subresource;
        var comparison = Comparison.Of(Owned(before), Owned(after), resource.Schema);
        Resolve(managed, comparison, who, operation, endpoint, force: true);
        var own = managed.Find(who, operation, endpoint);
        var fields = (own?.Fields ?? new()).Difference(comparison.Removed).Union(comparison.Modified).Union(comparison.Added);
        if (own is null || !own.Fields.SetEquals(fields))
        {
            managed.Set(new(who, operation, resource.ApiVersion, endpoint, time, fields));
        }
    }

    /// <summary>Takes changed and removed fields from the other managers, or refuses to.</summary>
    private static void Resolve(ManagedFields managed, Comparison comparison, string who, string operation, string endpoint, bool force, FieldSet? free = null)
    {
        var changed = comparison.Modified.Union(comparison.Added);
        var conflicts = new List<(ManagedFields.Entry Entry, FieldSet Fields)>();
        foreach (var entry in managed.Entries.Where(e => !(e.Manager == who && e.Operation == operation && e.Subresource == endpoint)))
        {
            var fields = entry.Fields.Intersection(changed);
            if (!fields.IsEmpty)
            {
                conflicts.Add((entry, fields));
            }
        }

        var disputed = force ? [] : conflicts.Select(c => (c.Entry, Fields: c.Fields.Difference(free ?? new()))).Where(c => !c.Fields.IsEmpty).ToList();
        if (disputed.Count > 0)
        {
            throw Conflict(disputed);
        }

        for (var i = 0; i < managed.Entries.Count; i++)
        {
            var entry = managed.Entries[i];
            var lost = conflicts.Find(c => c.Entry == entry).Fields;
            var kept = entry.Fields.Difference(comparison.Removed);
            managed.Entries[i] = entry with { Fields = lost is null ? kept : kept.Difference(lost) };
        }
    }

    private static ApiException Conflict(List<(ManagedFields.Entry Entry, FieldSet Fields)> conflicts)
    {
        var all = conflicts.SelectMany(c => c.Fields.Paths().Select(path => (Who: c.Entry.Describe(), Path: path))).ToList();
        var causes = all.Select(c => (JsonNode)new JsonObject { ["reason"] = "FieldManagerConflict", ["message"] = $"conflict with {c.Who}", ["field"] = c.Path });
        var text = all.Count == 1
            ? $"Apply failed with 1 conflict: conflict with {all[0].Who}: {all[0].Path}"
            : $"Apply failed with {all.Count} conflicts: {string.Join("\n", all.GroupBy(c => c.Who).Select(g => $"conflicts with {g.Key}:\n{string.Join("\n", g.Select(c => "- " + c.Path))}"))}";
        return new ApiException(409, ApiErrors.Status(409, "Conflict", text, new JsonObject { ["causes"] = new JsonArray([.. causes]) }));
    }

    private void CapUpdates(ManagedFields managed)
    {
        var updates = managed.Entries.Where(e => e is { Operation: "Update", Subresource: "" } && !e.Fields.IsEmpty).OrderBy(e => e.Time, StringComparer.Ordinal).ToList();
        if (updates.Count <= MostUpdateEntries)
        {
            return;
        }

        var oldest = updates.Take(updates.Count - MostUpdateEntries + 1).ToList();
        managed.Entries.RemoveAll(oldest.Contains);
        managed.Set(new(AncientChanges, "Update", resource.ApiVersion, "", oldest[^1].Time, oldest.Aggregate(new FieldSet(), (set, e) => set.Union(e.Fields))));
    }

    /// <summary>The object without what nobody owns: type, identity and what the server keeps in metadata.</summary>
    private static JsonObject Owned(JsonObject obj)
    {
        var result = new JsonObject();
        foreach (var (name, value) in obj.Where(m => m.Key is not ("apiVersion" or "kind")))
        {
            result[name] = value?.DeepClone();
        }

        // Both sides of a comparison have metadata: it is nobody's field as a whole.
        var metadata = result.Child("metadata");
        foreach (var field in Unowned)
        {
            metadata.Remove(field);
        }

        return result;
    }
}

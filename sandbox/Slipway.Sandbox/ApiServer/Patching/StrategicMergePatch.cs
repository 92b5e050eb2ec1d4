using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Schemas;

namespace Slipway.Sandbox.ApiServer.Patching;

/// <summary>Kubernetes' own patch for built-in kinds: lists merge by the key that the type names.</summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string DeletePrefix = "$deleteFromPrimitiveList/";
    private const string OrderPrefix = "$setElementOrder/";

    public static JsonObject Apply(JsonObject target, JsonObject patch, Schema schema) => MergeObjects(target, patch, schema);

    private static JsonObject MergeObjects(JsonObject target, JsonObject patch, Schema schema)
    {
        switch (patch.TextAt(Directive))
        {
            case "replace":
                return WithoutDirectives(patch);
            case "delete":
                return [];
            case null or "merge":
                break;
            case var other:
                throw ApiErrors.BadRequest($"unrecognized patch directive: {other}");
        }

        if (patch.ArrayAt(RetainKeys) is { } retained)
        {
            var keep = retained.Strings().ToHashSet(StringComparer.Ordinal);
            foreach (var name in target.Select(m => m.Key).Where(k => !keep.Contains(k)).ToList())
            {
                target.Remove(name);
            }
        }

        foreach (var (name, value) in patch.Where(m => m.Key.StartsWith(DeletePrefix, StringComparison.Ordinal)))
        {
            DeleteValues(target, name[DeletePrefix.Length..], (JsonArray)value!);
        }

        foreach (var (name, value) in patch.Where(m => !m.Key.StartsWith('$')))
        {
            MergeMember(target, name, value, schema.Member(name) ?? Schema.Anything);
        }

        foreach (var (name, value) in patch.Where(m => m.Key.StartsWith(OrderPrefix, StringComparison.Ordinal)))
        {
            var field = name[OrderPrefix.Length..];
            Order(target[field] as JsonArray, (JsonArray)value!, schema.Member(field)?.PatchMergeKey ?? "");
        }

        return target;
    }

    private static void MergeMember(JsonObject target, string name, JsonNode? value, Schema schema)
    {
        var before = target[name];
        switch (value)
        {
            case null:
                target.Remove(name);
                break;
            case JsonObject members when before is JsonObject own:
                target[name] = MergeObjects((JsonObject)own.DeepClone(), members, schema);
                break;
            case JsonObject members:
                target[name] = MergeObjects([], members, schema);
                break;
            case JsonArray items when schema.PatchMergeKey is { } key:
                target[name] = MergeLists(before as JsonArray ?? [], items, key, schema.Items ?? Schema.Anything);
                break;
            default:
                target[name] = value.DeepClone();
                break;
        }
    }

    private static JsonArray MergeLists(JsonArray target, JsonArray patch, string key, Schema itemSchema)
    {
        if (patch.Objects().Any(i => i.TextAt(Directive) == "replace"))
        {
            return new JsonArray([.. patch.Objects().Where(i => i[Directive] is null).Select(i => (JsonNode)WithoutDirectives(i))]);
        }

        var result = (JsonArray)target.DeepClone();
        if (key.Length == 0)
        {
            // New values of a merged list of values come first.
            var added = patch.Where(p => !target.Any(t => JsonTree.Equal(t, p))).Select(p => p?.DeepClone());
            return new JsonArray([.. added, .. result.Select(r => r?.DeepClone())]);
        }

        foreach (var item in patch.Objects())
        {
            var at = item[key] is { } value ? IndexOf(result, key, value) : throw ApiErrors.BadRequest($"map: {JsonTree.ToText(item)} does not contain declared merge key: {key}");
            if (item.TextAt(Directive) == "delete")
            {
                if (at >= 0)
                {
                    result.RemoveAt(at);
                }
            }
            else if (at >= 0)
            {
                result[at] = MergeObjects((JsonObject)result[at]!.DeepClone(), item, itemSchema);
            }
            else
            {
                result.Add(MergeObjects([], item, itemSchema));
            }
        }

        return result;
    }

    private static int IndexOf(JsonArray items, string key, JsonNode value)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (JsonTree.Equal(items[i].At(key), value))
            {
                return i;
            }
        }

        return -1;
    }

    private static void DeleteValues(JsonObject target, string name, JsonArray values)
    {
        if (target[name] is JsonArray items)
        {
            target[name] = new JsonArray([.. items.Where(i => !values.Any(v => JsonTree.Equal(v, i))).Select(i => i?.DeepClone())]);
        }
    }

    /// <summary>Sorts the items that the order names; others keep their place behind the one that they followed.</summary>
    private static void Order(JsonArray? items, JsonArray order, string key)
    {
        if (items is null)
        {
            return;
        }

        var rank = -1.0;
        var ranked = new List<(double Rank, JsonNode? Item)>();
        foreach (var item in items)
        {
            var at = -1;
            for (var i = 0; i < order.Count && at < 0; i++)
            {
                var same = key.Length == 0 ? JsonTree.Equal(order[i], item) : JsonTree.Equal(order[i].At(key), item.At(key));
                at = same ? i : -1;
            }

            rank = at >= 0 ? at : rank + 0.0001;
            ranked.Add((rank, item?.DeepClone()));
        }

        items.Clear();
        foreach (var (_, item) in ranked.OrderBy(r => r.Rank))
        {
            items.Add(item);
        }
    }

    private static JsonObject WithoutDirectives(JsonObject patch)
    {
        var result = new JsonObject();
        foreach (var (name, value) in patch.Where(m => !m.Key.StartsWith('$')))
        {
            result[name] = value?.DeepClone();
        }

        return result;
    }
}

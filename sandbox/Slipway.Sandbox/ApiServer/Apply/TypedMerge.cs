using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Schemas;

namespace Slipway.Sandbox.ApiServer.Apply;

/// <summary>Lays an applied configuration over an object, and takes fields out of one, item by item where the schema says so.</summary>
internal static class TypedMerge
{
    public static JsonNode? Merge(JsonNode? live, JsonNode? config, Schema schema) => (live, config) switch
    {
        (JsonObject a, JsonObject b) when !schema.MapIsAtomic => MergeObjects(a, b, schema),
        (JsonArray a, JsonArray b) when schema.ListType is "map" or "set" => MergeLists(a, b, schema),
        _ => config?.DeepClone(),
    };

    /// <summary>The object without the fields of the set; what lies below a removed field goes with it.</summary>
    public static void Remove(JsonNode? value, FieldSet fields, Schema schema)
    {
        if (fields.IsEmpty)
        {
            return;
        }

        if (value is JsonObject members)
        {
            foreach (var (name, member) in members.ToList())
            {
                var element = TypedPaths.Member(name);
                if (fields.Contains(element))
                {
                    members.Remove(name);
                }
                else if (fields.Below(element) is { } below)
                {
                    Remove(member, below, TypedPaths.MemberSchema(schema, name));
                }
            }
        }
        else if (value is JsonArray items && schema.ListType is "map" or "set")
        {
            RemoveItems((JsonArray)value, fields, schema);
        }
    }

    private static void RemoveItems(JsonArray items, FieldSet fields, Schema schema)
    {
        for (var i = items.Count - 1; i >= 0; i--)
        {
            var element = TypedPaths.Item(items[i], schema);
            if (fields.Contains(element))
            {
                items.RemoveAt(i);
            }
            else if (fields.Below(element) is { } below)
            {
                Remove(items[i], below, TypedPaths.ItemSchema(schema));
            }
        }
    }

    private static JsonObject MergeObjects(JsonObject live, JsonObject config, Schema schema)
    {
        var result = (JsonObject)live.DeepClone();
        foreach (var (name, value) in config)
        {
            result[name] = Merge(live[name], value, TypedPaths.MemberSchema(schema, name));
        }

        return result;
    }

    /// <summary>Items of the configuration keep its order; those of others stay where they were relative to the shared ones.</summary>
    private static JsonArray MergeLists(JsonArray live, JsonArray config, Schema schema)
    {
        var left = live.Select(i => (Element: TypedPaths.Item(i, schema), Value: i)).ToList();
        var right = config.Select(i => (Element: TypedPaths.Item(i, schema), Value: i)).ToList();
        var liveItems = left.DistinctBy(l => l.Element).ToDictionary(l => l.Element, l => l.Value, StringComparer.Ordinal);
        var inConfig = right.Select(r => r.Element).ToHashSet(StringComparer.Ordinal);
        var shared = new Queue<string>(right.Select(r => r.Element).Where(liveItems.ContainsKey));
        var merged = new HashSet<string>(StringComparer.Ordinal);
        var result = new JsonArray();
        var (l, r) = (0, 0);
        while (l < left.Count || r < right.Count)
        {
            if (l < left.Count && (merged.Contains(left[l].Element) || (r < right.Count && inConfig.Contains(left[l].Element) && shared.TryPeek(out var next) && next != left[l].Element)))
            {
                l++; // merged already, or its turn comes in the order of the configuration
            }
            else if (l < left.Count && !inConfig.Contains(left[l].Element))
            {
                result.Add(left[l++].Value?.DeepClone());
            }
            else if (r < right.Count)
            {
                var (element, value) = right[r++];
                if (merged.Add(element))
                {
                    result.Add(liveItems.TryGetValue(element, out var own) ? Merge(own, value, TypedPaths.ItemSchema(schema)) : value?.DeepClone());
                }

                if (shared.TryPeek(out var head) && head == element)
                {
                    shared.Dequeue();
                }
            }
            else
            {
                l++;
            }
        }

        return result;
    }
}

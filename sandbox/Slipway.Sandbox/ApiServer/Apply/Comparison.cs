using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Schemas;

namespace Slipway.Sandbox.ApiServer.Apply;

/// <summary>Which fields came, went and changed between two states of an object.</summary>
internal sealed class Comparison
{
    public FieldSet Added { get; } = new();

    public FieldSet Removed { get; } = new();

    public FieldSet Modified { get; } = new();

    public static Comparison Of(JsonObject before, JsonObject after, Schema schema)
    {
        var comparison = new Comparison();
        comparison.CompareObjects(before, after, schema, []);
        return comparison;
    }

    private void Compare(JsonNode? before, bool hadIt, JsonNode? after, bool hasIt, Schema schema, List<string> path)
    {
        if (!hadIt || !hasIt)
        {
            Collect(hadIt ? before : after, schema, path, hadIt ? Removed : Added);
            return;
        }

        switch (before, after)
        {
            case (JsonObject a, JsonObject b) when !schema.MapIsAtomic && !IsLeaf(a, b, schema):
                CompareObjects(a, b, schema, path);
                break;
            case (JsonArray a, JsonArray b) when schema.ListType is "map" or "set" && !IsLeaf(a, b, schema):
                CompareLists(a, b, schema, path);
                break;
            default:
                if (!JsonTree.Equal(before, after))
                {
                    Modified.Insert(path);
                }

                break;
        }
    }

    // Something that is empty on one side only is still compared member by member.
    private static bool IsLeaf(JsonNode a, JsonNode b, Schema schema) => TypedPaths.IsLeaf(a, schema) && TypedPaths.IsLeaf(b, schema);

    private void CompareObjects(JsonObject before, JsonObject after, Schema schema, List<string> path)
    {
        foreach (var name in before.Select(m => m.Key).Union(after.Select(m => m.Key)).ToList())
        {
            path.Add(TypedPaths.Member(name));
            Compare(before[name], before.ContainsKey(name), after[name], after.ContainsKey(name), TypedPaths.MemberSchema(schema, name), path);
            path.RemoveAt(path.Count - 1);
        }
    }

    private void CompareLists(JsonArray before, JsonArray after, Schema schema, List<string> path)
    {
        var (a, b) = (ByElement(before, schema), ByElement(after, schema));
        foreach (var element in a.Keys.Union(b.Keys).ToList())
        {
            path.Add(element);
            Compare(a.GetValueOrDefault(element), a.ContainsKey(element), b.GetValueOrDefault(element), b.ContainsKey(element), TypedPaths.ItemSchema(schema), path);
            path.RemoveAt(path.Count - 1);
        }
    }

    private static Dictionary<string, JsonNode?> ByElement(JsonArray items, Schema schema)
    {
        var result = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            result.TryAdd(TypedPaths.Item(item, schema), item);
        }

        return result;
    }

    /// <summary>A value that came or went counts with everything below it, containers included.</summary>
    private static void Collect(JsonNode? value, Schema schema, List<string> path, FieldSet set)
    {
        set.Insert(path);
        if (TypedPaths.IsLeaf(value, schema))
        {
            return;
        }

        if (value is JsonObject members)
        {
            foreach (var (name, member) in members)
            {
                path.Add(TypedPaths.Member(name));
                Collect(member, TypedPaths.MemberSchema(schema, name), path, set);
                path.RemoveAt(path.Count - 1);
            }

            return;
        }

        foreach (var item in (JsonArray)value!)
        {
            path.Add(TypedPaths.Item(item, schema));
            Collect(item, TypedPaths.ItemSchema(schema), path, set);
            path.RemoveAt(path.Count - 1);
        }
    }
}

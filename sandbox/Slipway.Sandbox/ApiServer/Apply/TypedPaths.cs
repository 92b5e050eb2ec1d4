using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Schemas;

namespace Slipway.Sandbox.ApiServer.Apply;

/// <summary>How a schema splits an object into fields that can be owned one by one.</summary>
internal static class TypedPaths
{
    /// <summary>Whether the value is owned as a whole.</summary>
    public static bool IsLeaf(JsonNode? value, Schema schema) => value switch
    {
        JsonObject members => schema.MapIsAtomic || members.Count == 0,
        JsonArray items => schema.ListType is not ("map" or "set") || items.Count == 0,
        _ => true,
    };

    public static Schema MemberSchema(Schema schema, string name) => schema.Member(name) ?? Schema.Anything;

    public static Schema ItemSchema(Schema schema) => schema.Items ?? Schema.Anything;

    /// <summary>Whether the member is one that the schema names; others are owned themselves as well as what lies below.</summary>
    public static bool IsNamedField(Schema schema, string name) => schema.Properties.ContainsKey(name);

    public static string Member(string name) => "f:" + name;

    /// <summary>The element of a list item: by its keys (absent ones by their default) or, in a set, by its value.</summary>
    public static string Item(JsonNode? item, Schema list)
    {
        if (list.ListType == "set")
        {
            return "v:" + JsonTree.ToText(item);
        }

        var key = new JsonObject();
        foreach (var name in list.ListMapKeys.Order(StringComparer.Ordinal))
        {
            var schema = ItemSchema(list).Member(name);
            if ((item.At(name) ?? (schema is { HasDefault: true } ? schema.Default : null)) is { } part)
            {
                key[name] = part.DeepClone();
            }
        }

        return "k:" + JsonTree.ToText(key);
    }

    /// <summary>The fields that an applied configuration names.</summary>
    public static FieldSet FieldsOf(JsonObject config, Schema schema)
    {
        var set = new FieldSet();
        Collect(config, schema, [], set);
        return set;
    }

    private static void Collect(JsonNode? value, Schema schema, List<string> path, FieldSet set)
    {
        if (IsLeaf(value, schema))
        {
            if (path.Count > 0)
            {
                set.Insert(path);
            }

            return;
        }

        if (value is JsonObject members)
        {
            foreach (var (name, member) in members)
            {
                path.Add(Member(name));
                Collect(member, MemberSchema(schema, name), path, set);
                if (!IsNamedField(schema, name))
                {
                    set.Insert(path);
                }

                path.RemoveAt(path.Count - 1);
            }

            return;
        }

        foreach (var item in (JsonArray)value!)
        {
            path.Add(Item(item, schema));
            Collect(item, ItemSchema(schema), path, set);
            set.Insert(path);
            path.RemoveAt(path.Count - 1);
        }
    }
}

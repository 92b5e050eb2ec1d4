using System.Text.Json.Nodes;

namespace Slipway.Sandbox.ApiServer.Schemas;

/// <summary>Drops members that the schema does not know, and nulls where null is not a value.</summary>
internal static class SchemaPruning
{
    /// <summary>Prunes in place; the path of every dropped member is noted in <paramref name="unknown"/>.</summary>
    public static void Prune(JsonNode? node, Schema schema, string path, ICollection<string> unknown)
    {
        switch (node)
        {
            case JsonArray array when schema.Items is { } items:
                for (var i = 0; i < array.Count; i++)
                {
                    Prune(array[i], items, $"{path}[{i}]", unknown);
                }

                break;
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    PruneMember(members, name, value, schema, path.Length == 0 ? name : $"{path}.{name}", unknown);
                }

                break;
        }
    }

    private static void PruneMember(JsonObject members, string name, JsonNode? value, Schema schema, string path, ICollection<string> unknown)
    {
        if (schema.Member(name) is { } member)
        {
            if (value is null && !member.Nullable && member != Schema.Anything)
            {
                members.Remove(name);
                return;
            }

            Prune(value, member, path, unknown);
            return;
        }

        var keepsTypeMeta = schema.EmbeddedResource && name is "apiVersion" or "kind" or "metadata";
        // A schema that says nothing about members (an unspecified type, a scalar given an object) is the validation's business.
        var closed = schema.Type == "object" && !schema.PreserveUnknown && !keepsTypeMeta;
        if (closed)
        {
            members.Remove(name);
            unknown.Add(path);
        }
    }
}

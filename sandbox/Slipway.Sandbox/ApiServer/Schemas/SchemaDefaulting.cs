using System.Text.Json.Nodes;

namespace Slipway.Sandbox.ApiServer.Schemas;

/// <summary>Fills in defaults level by level: a nested default needs its parent, which may itself be a default.</summary>
internal static class SchemaDefaulting
{
    public static void Apply(JsonNode? node, Schema schema)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, member) in schema.Properties)
                {
                    if (member.HasDefault && members[name] is null && !(member.Nullable && members.ContainsKey(name)))
                    {
                        members[name] = member.Default?.DeepClone();
                    }
                }

                foreach (var (name, value) in members)
                {
                    if (value is JsonObject or JsonArray && schema.Member(name) is { } member)
                    {
                        Apply(value, member);
                    }
                }

                break;
            case JsonArray array when schema.Items is { } items:
                foreach (var item in array)
                {
                    Apply(item, items);
                }

                break;
        }
    }
}

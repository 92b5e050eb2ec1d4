using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Schemas;

namespace Slipway.Sandbox.ApiServer.BuiltIns;

/// <summary>Writes what the typed objects of Kubernetes cannot hold as they would: no empty maps and lists, quantities in canonical form.</summary>
internal static class BuiltInNormalization
{
    public static void Apply(JsonObject obj, Schema schema)
    {
        foreach (var (name, value) in obj.ToList())
        {
            if (schema.Member(name) is not { } member)
            {
                continue;
            }

            if (member.Quantity && value is JsonValue)
            {
                obj[name] = Quantity.Canonical(JsonTree.Display(value));
            }
            else if ((value is JsonArray { Count: 0 } && member.Type == "array") || (value is JsonObject { Count: 0 } && member.IsMap))
            {
                obj.Remove(name);
            }
            else
            {
                Descend(value, member);
            }
        }
    }

    private static void Descend(JsonNode? value, Schema schema)
    {
        if (value is JsonObject child)
        {
            Apply(child, schema);
        }
        else if (value is JsonArray items && schema.Items is { } itemSchema)
        {
            foreach (var item in items)
            {
                Descend(item, itemSchema);
            }
        }
    }
}

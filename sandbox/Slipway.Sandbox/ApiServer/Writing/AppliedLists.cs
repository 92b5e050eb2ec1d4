using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Apply;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Schemas;

namespace Slipway.Sandbox.ApiServer.Writing;

/// <summary>Keyed lists of an applied configuration: items are told apart by their keys, so each must have one of its own.</summary>
internal static class AppliedLists
{
    public static string? Problem(JsonNode? value, Schema schema, string path)
    {
        switch (value)
        {
            case JsonObject members:
                return members.Where(m => schema.Member(m.Key) is not null).Select(m => Problem(m.Value, schema.Member(m.Key)!, $"{path}.{m.Key}")).FirstOrDefault(p => p is not null);
            case JsonArray items when schema.ListType is "map" or "set":
                return KeyProblem(items, schema, path) ?? items.Select(i => Problem(i, TypedPaths.ItemSchema(schema), $"{path}[...]")).FirstOrDefault(p => p is not null);
            default:
                return null;
        }
    }

    private static string? KeyProblem(JsonArray items, Schema schema, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, item) in items.Index())
        {
            var element = TypedPaths.Item(item, schema);
            if (element == "k:{}")
            {
                return $"{path}: element {index}: associative list with keys has an element that omits all key fields [{string.Join(" ", schema.ListMapKeys.Select(k => $"\"{k}\""))}] (and doesn't have default values for any key fields)";
            }

            if (!seen.Add(element))
            {
                var key = element[2..];
                return schema.ListType == "set"
                    ? $"{path}: duplicate entries for key [={key}]"
                    : $"{path}: duplicate entries for key [{string.Join(",", JsonTree.ParseObject(key).Select(k => $"{k.Key}={JsonTree.ToText(k.Value)}"))}]";
            }
        }

        return null;
    }
}

using System.Text.Json.Nodes;

namespace Slipway.Operator.Steps;

/// <summary>Lays what Slipway sets over the pod template of a user.</summary>
/// <remarks>
/// Maps are merged; containers, volumes and variables by name, mounts by path; node selector terms, of which a node has to meet one, each get what
/// Slipway demands; other lists of objects are joined; all else is Slipway's.
/// </remarks>
internal static class TemplateMerge
{
    public static JsonObject Over(JsonObject users, JsonObject ours)
    {
        var merged = users.DeepClone().AsObject();
        foreach (var (name, value) in ours) merged[name] = Merge(name, merged[name], value);
        return merged;
    }

    private static JsonNode? Merge(string name, JsonNode? users, JsonNode? ours) => (users, ours) switch
    {
        (JsonObject left, JsonObject right) => Over(left, right),
        (JsonArray { Count: > 0 } left, JsonArray right) when name == "nodeSelectorTerms" => Both(left, right),
        (JsonArray left, JsonArray right) when right.All(item => item is JsonObject) => Join(left, right, name == "volumeMounts" ? "mountPath" : "name"),
        _ => ours?.DeepClone(),
    };

    // Terms are alternatives: one more would let pods out of where their data may be.
    private static JsonArray Both(JsonArray users, JsonArray ours) => new([
        .. from left in users.OfType<JsonObject>()
           from right in ours.OfType<JsonObject>()
           select Over(left, right),
    ]);

    private static JsonArray Join(JsonArray users, JsonArray ours, string key)
    {
        var joined = users.DeepClone().AsArray();
        foreach (var item in ours.OfType<JsonObject>())
        {
            var same = item[key] is { } name ? joined.OfType<JsonObject>().FirstOrDefault(other => JsonNode.DeepEquals(other[key], name)) : null;
            if (same is null) joined.Add(item.DeepClone());
            else joined[joined.IndexOf(same)] = Over(same, item);
        }

        return joined;
    }
}

using System.Text.Json.Nodes;

namespace Slipway.Operator.Reconciling;

/// <summary>Tells whether an object already says all that is wanted of it, whatever else the server or others have set.</summary>
internal static class JsonSubset
{
    /// <summary>Whether every value of <paramref name="part"/> is in <paramref name="whole"/>; lists must have the same length.</summary>
    public static bool Contains(JsonNode? whole, JsonNode? part) => part switch
    {
        JsonObject members => whole is JsonObject other && members.All(member => other.TryGetPropertyValue(member.Key, out var value) && Contains(value, member.Value)),
        JsonArray items => whole is JsonArray others && items.Count == others.Count && items.Zip(others).All(pair => Contains(pair.Second, pair.First)),
        _ => JsonNode.DeepEquals(whole, part),
    };
}

using System.Text.Json.Nodes;

namespace Slipway.Kubernetes.Patching;

/// <summary>Finds the smallest RFC 7386 patch from one document to another.</summary>
public static class MergeDiff
{
    /// <summary>The patch; null if the two say the same.</summary>
    public static JsonObject? Between(JsonObject before, JsonObject after)
    {
        var patch = new JsonObject();
        foreach (var (name, _) in before)
        {
            if (!after.ContainsKey(name)) patch[name] = null;
        }

        foreach (var (name, value) in after)
        {
            var old = before[name];
            if (JsonNode.DeepEquals(old, value)) continue;
            if (old is JsonObject oldObject && value is JsonObject newObject) patch[name] = Between(oldObject, newObject);
            else patch[name] = value?.DeepClone();
        }

        return patch.Count == 0 ? null : patch;
    }
}

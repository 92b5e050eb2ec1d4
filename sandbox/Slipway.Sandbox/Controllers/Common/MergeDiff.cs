using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Controllers.Common;

/// <summary>Finds the merge patch (RFC 7386) that makes one JSON object of another.</summary>
internal static class MergeDiff
{
    /// <summary>The patch; null if there is nothing to change.</summary>
    public static JsonObject? Of(JsonObject? before, JsonObject after)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in after)
        {
            var old = before?[name];
            if (JsonTree.Equal(old, value)) continue;
            patch[name] = value is JsonObject now && old is JsonObject was ? Of(was, now) : value?.DeepClone();
        }

        foreach (var (name, _) in before ?? [])
        {
            if (!after.ContainsKey(name)) patch[name] = null;
        }

        return patch.Count == 0 ? null : patch;
    }
}

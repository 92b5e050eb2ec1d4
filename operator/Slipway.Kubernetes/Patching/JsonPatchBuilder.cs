using System.Text.Json.Nodes;

namespace Slipway.Kubernetes.Patching;

/// <summary>Builds an RFC 6902 patch. A failed <see cref="Test"/> makes the server refuse the whole patch, so it guards what follows it.</summary>
public sealed class JsonPatchBuilder
{
    private readonly JsonArray operations = [];

    /// <summary>Requires that the value at the path equals <paramref name="value"/>.</summary>
    public JsonPatchBuilder Test(string path, JsonNode? value) => Append("test", path, value);

    /// <summary>Sets a member, or inserts into a list (<c>/-</c> appends).</summary>
    public JsonPatchBuilder Add(string path, JsonNode? value) => Append("add", path, value);

    /// <summary>Replaces a value that is there.</summary>
    public JsonPatchBuilder Replace(string path, JsonNode? value) => Append("replace", path, value);

    /// <summary>Removes a value that is there.</summary>
    public JsonPatchBuilder Remove(string path)
    {
        operations.Add((JsonNode)new JsonObject { ["op"] = "remove", ["path"] = path });
        return this;
    }

    /// <summary>The patch.</summary>
    public Patch Build() => Patch.Json(operations);

    /// <summary>Escapes one part of a path: <c>/</c> and <c>~</c> mean something in a JSON pointer.</summary>
    public static string Escape(string part) =>
        part.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private JsonPatchBuilder Append(string operation, string path, JsonNode? value)
    {
        operations.Add((JsonNode)new JsonObject { ["op"] = operation, ["path"] = path, ["value"] = value?.DeepClone() });
        return this;
    }
}

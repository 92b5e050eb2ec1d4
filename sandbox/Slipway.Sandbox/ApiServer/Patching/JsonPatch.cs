using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;

namespace Slipway.Sandbox.ApiServer.Patching;

/// <summary>RFC 6902: operations in order, all or nothing.</summary>
internal static class JsonPatch
{
    private const int MostOperations = 10_000;

    public static JsonObject Apply(JsonObject target, JsonArray operations)
    {
        if (operations.Count > MostOperations)
        {
            throw new ApiException(413, ApiErrors.Status(413, "RequestEntityTooLarge", $"Request entity too large: The allowed maximum operations in a JSON patch is {MostOperations}, got {operations.Count}"));
        }

        JsonNode? document = target.DeepClone();
        foreach (var operation in operations)
        {
            var step = operation as JsonObject ?? throw ApiErrors.BadRequest("a JSON patch is an array of operations, each an object with op and path");
            var path = Segments(step.TextAt("path") ?? throw ApiErrors.BadRequest("an operation of a JSON patch has no path"));
            document = Run(document, step, path);
        }

        return document as JsonObject ?? throw ApiErrors.RejectedPatch();
    }

    private static JsonNode? Run(JsonNode? document, JsonObject step, string[] path)
    {
        switch (step.TextAt("op"))
        {
            case "add":
                return Add(document, path, step["value"]?.DeepClone());
            case "remove":
                Take(document, path);
                return document;
            case "replace":
                if (path.Length == 0)
                {
                    return step["value"]?.DeepClone();
                }

                return Replace(document, path, step["value"]?.DeepClone());
            case "move":
                var moved = Take(document, Segments(step.TextAt("from") ?? throw ApiErrors.RejectedPatch()));
                return Add(document, path, moved);
            case "copy":
                return Add(document, path, Find(document, Segments(step.TextAt("from") ?? throw ApiErrors.RejectedPatch()))?.DeepClone());
            case "test":
                return JsonTree.Equal(Find(document, path), step["value"]) ? document : throw ApiErrors.RejectedPatch();
            default:
                throw ApiErrors.RejectedPatch();
        }
    }

    private static string[] Segments(string pointer) =>
        pointer.Length == 0 ? [] : [.. pointer.Split('/').Skip(1).Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    private static JsonNode? Find(JsonNode? node, ReadOnlySpan<string> path)
    {
        foreach (var segment in path)
        {
            node = node switch
            {
                JsonObject members when members.ContainsKey(segment) => members[segment],
                JsonArray items when Index(segment, items.Count) is { } index && index < items.Count => items[index],
                _ => throw ApiErrors.RejectedPatch(),
            };
        }

        return node;
    }

    private static JsonNode? Add(JsonNode? document, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        switch (Find(document, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject members:
                members[path[^1]] = value;
                break;
            case JsonArray items when path[^1] == "-":
                items.Add(value);
                break;
            case JsonArray items when Index(path[^1], items.Count) is { } index && index <= items.Count:
                items.Insert(index, value);
                break;
            default:
                throw ApiErrors.RejectedPatch();
        }

        return document;
    }

    private static JsonNode? Replace(JsonNode? document, string[] path, JsonNode? value)
    {
        switch (Find(document, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject members when members.ContainsKey(path[^1]):
                members[path[^1]] = value;
                break;
            case JsonArray items when Index(path[^1], items.Count) is { } index && index < items.Count:
                items[index] = value;
                break;
            default:
                throw ApiErrors.RejectedPatch();
        }

        return document;
    }

    private static JsonNode? Take(JsonNode? document, string[] path)
    {
        if (path.Length == 0)
        {
            throw ApiErrors.RejectedPatch();
        }

        switch (Find(document, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject members when members.ContainsKey(path[^1]):
                var member = members[path[^1]];
                members.Remove(path[^1]);
                return member;
            case JsonArray items when Index(path[^1], items.Count) is { } index && index < items.Count:
                var item = items[index];
                items.RemoveAt(index);
                return item;
            default:
                throw ApiErrors.RejectedPatch();
        }
    }

    private static int? Index(string segment, int count) =>
        int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= count ? index : null;
}

using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Tests.Conformance;

/// <summary>Pointers with wildcards, and what is done to an answer before it is compared.</summary>
internal static class VectorDocuments
{
    public static string[] Segments(string pointer) =>
        [.. pointer.Split('/').Skip(1).Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    /// <summary>The value at a pointer, or the list of all values when it has wildcards; <paramref name="found"/> is false when there is none.</summary>
    public static JsonNode? Get(JsonNode? document, string pointer, out bool found)
    {
        var segments = Segments(pointer);
        if (segments.Contains("*"))
        {
            found = true;
            return new JsonArray([.. Reach(document, segments).Select(v => v?.DeepClone())]);
        }

        foreach (var segment in segments)
        {
            if (!Step(document, segment, out document))
            {
                found = false;
                return null;
            }
        }

        found = true;
        return document;
    }

    public static JsonNode? Prepare(JsonNode? body, JsonObject step, bool comparesManagedFields)
    {
        body = step.FlagAt("dropNulls") ? WithoutNulls(body) : body?.DeepClone();
        DropEmpty(body);
        Managed(body, comparesManagedFields);
        foreach (var rule in step.ArrayAt("keep").Objects())
        {
            Keep(body, rule);
        }

        foreach (var pointer in step.ArrayAt("ignore").Strings())
        {
            Remove(body, Segments(pointer));
        }

        return body;
    }

    private static IEnumerable<JsonNode?> Reach(JsonNode? node, ReadOnlyMemory<string> segments)
    {
        if (segments.Length == 0)
        {
            return [node];
        }

        var (head, rest) = (segments.Span[0], segments[1..]);
        return node switch
        {
            JsonObject members when head == "*" => members.SelectMany(m => Reach(m.Value, rest)),
            JsonArray items when head == "*" => items.SelectMany(i => Reach(i, rest)),
            _ => Step(node, head, out var child) ? Reach(child, rest) : [],
        };
    }

    private static bool Step(JsonNode? node, string segment, out JsonNode? child)
    {
        child = null;
        switch (node)
        {
            case JsonObject members:
                return members.TryGetPropertyValue(segment, out child);
            case JsonArray items when int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < items.Count:
                child = items[index];
                return true;
            default:
                return false;
        }
    }

    private static void Keep(JsonNode? body, JsonObject rule)
    {
        var wanted = rule.ArrayAt("values")!;
        if (Get(body, rule.TextAt("at")!, out _) is not JsonArray items)
        {
            return;
        }

        for (var i = items.Count - 1; i >= 0; i--)
        {
            var value = Get(items[i], rule.TextAt("by")!, out _);
            if (!wanted.Any(w => JsonTree.Equal(w, value)))
            {
                items.RemoveAt(i);
            }
        }
    }

    private static void Remove(JsonNode? node, ReadOnlySpan<string> segments)
    {
        var (head, last) = (segments[0], segments.Length == 1);
        if (node is JsonObject members)
        {
            foreach (var name in members.Select(m => m.Key).Where(k => Matches(head, k)).ToList())
            {
                if (last)
                {
                    members.Remove(name);
                }
                else
                {
                    Remove(members[name], segments[1..]);
                }
            }
        }
        else if (node is JsonArray items)
        {
            for (var i = items.Count - 1; i >= 0; i--)
            {
                if (head != "*" && head != i.ToString(CultureInfo.InvariantCulture))
                {
                    continue;
                }

                if (last)
                {
                    items.RemoveAt(i);
                }
                else
                {
                    Remove(items[i], segments[1..]);
                }
            }
        }
    }

    private static bool Matches(string segment, string name) => segment == "*" || segment == name;

    /// <summary>Empty and absent say the same in these places.</summary>
    private static void DropEmpty(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            if (members.TryGetPropertyValue("items", out var items) && items is null)
            {
                members["items"] = new JsonArray();
            }

            if (members.TryGetPropertyValue("columnDefinitions", out var columns) && columns is null or JsonArray { Count: 0 })
            {
                members.Remove("columnDefinitions");
            }

            if (members["metadata"] is JsonObject metadata)
            {
                if (metadata.TextAt("continue") == "")
                {
                    metadata.Remove("continue");
                }

                if (metadata.TryGetPropertyValue("creationTimestamp", out var created) && created is null)
                {
                    metadata.Remove("creationTimestamp");
                }
            }
        }

        foreach (var child in Children(node))
        {
            DropEmpty(child);
        }
    }

    private static void Managed(JsonNode? node, bool compare)
    {
        if (node is JsonObject members)
        {
            if (!compare)
            {
                members.ObjectAt("metadata")?.Remove("managedFields");
            }
            else if (members["managedFields"] is JsonArray entries)
            {
                var sorted = entries.Objects().OrderBy(e => string.Join('\0', e.TextAt("manager"), e.TextAt("operation"), e.TextAt("subresource"), e.TextAt("apiVersion")), StringComparer.Ordinal);
                members["managedFields"] = new JsonArray([.. sorted.Select(e => (JsonNode)e.DeepClone())]);
            }
        }

        foreach (var child in Children(node))
        {
            Managed(child, compare);
        }
    }

    private static List<JsonNode?> Children(JsonNode? node) => node switch
    {
        JsonObject members => [.. members.Select(m => m.Value)],
        JsonArray items => [.. items],
        _ => [],
    };

    private static JsonNode? WithoutNulls(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Where(m => m.Value is not null).Select(m => KeyValuePair.Create(m.Key, WithoutNulls(m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(WithoutNulls)]),
        _ => node?.DeepClone(),
    };
}

using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.Apply;

/// <summary>
/// A set of fields as a trie. An element is written as in FieldsV1: <c>f:name</c> a member, <c>k:{...}</c> a list item by its
/// keys, <c>v:...</c> an item of a set. A node may be in the set itself, besides what lies below it.
/// </summary>
internal sealed class FieldSet
{
    private readonly SortedDictionary<string, Node> _nodes = new(StringComparer.Ordinal);

    public bool IsEmpty => _nodes.Count == 0;

    public static FieldSet FromJson(JsonObject? fields)
    {
        var set = new FieldSet();
        foreach (var (element, value) in fields ?? [])
        {
            if (element == ".")
            {
                continue;
            }

            var below = value as JsonObject;
            set._nodes[element] = new Node { Member = below is null || below.Count == 0 || below.ContainsKey("."), Children = FromJson(below) };
        }

        return set;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (element, node) in _nodes)
        {
            var below = node.Children.ToJson();
            if (node.Member && below.Count > 0)
            {
                below.Insert(0, ".", new JsonObject());
            }

            json[element] = below;
        }

        return json;
    }

    public void Insert(IReadOnlyList<string> path)
    {
        var set = this;
        for (var i = 0; i < path.Count; i++)
        {
            if (!set._nodes.TryGetValue(path[i], out var node))
            {
                set._nodes[path[i]] = node = new Node();
            }

            if (i == path.Count - 1)
            {
                node.Member = true;
            }

            set = node.Children;
        }
    }

    public FieldSet Union(FieldSet other)
    {
        var result = new FieldSet();
        foreach (var element in _nodes.Keys.Union(other._nodes.Keys))
        {
            var (a, b) = (_nodes.GetValueOrDefault(element), other._nodes.GetValueOrDefault(element));
            result._nodes[element] = new Node { Member = (a?.Member ?? false) || (b?.Member ?? false), Children = (a?.Children ?? new()).Union(b?.Children ?? new()) };
        }

        return result;
    }

    public FieldSet Intersection(FieldSet other)
    {
        var result = new FieldSet();
        foreach (var (element, node) in _nodes)
        {
            if (other._nodes.TryGetValue(element, out var match))
            {
                result.Keep(element, node.Member && match.Member, node.Children.Intersection(match.Children));
            }
        }

        return result;
    }

    public FieldSet Difference(FieldSet other)
    {
        var result = new FieldSet();
        foreach (var (element, node) in _nodes)
        {
            var match = other._nodes.GetValueOrDefault(element);
            result.Keep(element, node.Member && match?.Member != true, match is null ? node.Children : node.Children.Difference(match.Children));
        }

        return result;
    }

    /// <summary>The same set with all members of objects on the way to a member included; list items only as they are.</summary>
    public FieldSet WithNamedParents()
    {
        var result = new FieldSet();
        foreach (var (element, node) in _nodes)
        {
            result._nodes[element] = new Node { Member = node.Member || element.StartsWith("f:", StringComparison.Ordinal), Children = node.Children.WithNamedParents() };
        }

        return result;
    }

    public bool SetEquals(FieldSet other) => JsonTree.Equal(ToJson(), other.ToJson());

    public bool Contains(string element) => _nodes.TryGetValue(element, out var node) && node.Member;

    public FieldSet? Below(string element) => _nodes.TryGetValue(element, out var node) ? node.Children : null;

    /// <summary>All paths in the set, as people write them: <c>.spec.ports[name="web"].port</c>.</summary>
    public IEnumerable<string> Paths(string prefix = "")
    {
        foreach (var (element, node) in _nodes)
        {
            var path = prefix + Display(element);
            if (node.Member)
            {
                yield return path;
            }

            foreach (var below in node.Children.Paths(path))
            {
                yield return below;
            }
        }
    }

    private static string Display(string element) => element[..2] switch
    {
        "f:" => "." + element[2..],
        "v:" => $"[={element[2..]}]",
        "k:" => $"[{string.Join(",", JsonTree.ParseObject(element[2..]).Select(k => $"{k.Key}={JsonTree.ToText(k.Value)}"))}]",
        _ => $"[{element[2..]}]",
    };

    private void Keep(string element, bool member, FieldSet children)
    {
        if (member || !children.IsEmpty)
        {
            _nodes[element] = new Node { Member = member, Children = children };
        }
    }

    private sealed class Node
    {
        public bool Member { get; set; }

        public FieldSet Children { get; init; } = new();
    }
}

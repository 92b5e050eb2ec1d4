using System.Text.Json.Nodes;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.Tests.Conformance;

/// <summary>Deep comparison with tokens; arrays at some pointers are compared in any order.</summary>
internal sealed class VectorMatcher(IEnumerable<string> unordered)
{
    private readonly List<string[]> _unordered = [.. unordered.Select(VectorDocuments.Segments)];

    public void Match(JsonNode? expected, JsonNode? actual, string where, Dictionary<string, string> bound, IReadOnlyList<string>? at = null)
    {
        at ??= [];
        switch (expected, actual)
        {
            case (JsonObject a, JsonObject b):
                MatchObjects(a, b, where, bound, at);
                break;
            case (JsonArray a, JsonArray b) when a.Count == b.Count:
                if (_unordered.Exists(p => IsAt(p, at)))
                {
                    MatchAnyOrder(a, b, where, bound, at);
                    break;
                }

                for (var i = 0; i < a.Count; i++)
                {
                    Match(a[i], b[i], $"{where}/{i}", bound, [.. at, i.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
                }

                break;
            case (JsonValue, JsonValue) when JsonTree.IsString(expected, out var text) && JsonTree.IsString(actual, out var other):
                VectorTokens.Match(text, other, where, bound);
                break;
            default:
                if (!JsonTree.Equal(expected, actual))
                {
                    throw new VectorMismatchException($"{where}: expected {JsonTree.ToText(expected)}, got {JsonTree.ToText(actual)}");
                }

                break;
        }
    }

    public void MatchAnyOrder(JsonArray expected, JsonArray actual, string where, Dictionary<string, string> bound, IReadOnlyList<string>? at = null)
    {
        if (expected.Count != actual.Count)
        {
            throw new VectorMismatchException($"{where}: expected {expected.Count} elements, got {JsonTree.ToText(actual)}");
        }

        var rest = actual.ToList();
        foreach (var element in expected)
        {
            var match = rest.FindIndex(candidate => Holds(element, candidate, where, bound, [.. at ?? [], "*"]));
            if (match < 0)
            {
                throw new VectorMismatchException($"{where}: nothing like {JsonTree.ToText(element)} among {JsonTree.ToText(new JsonArray([.. rest.Select(r => r?.DeepClone())]))}");
            }

            rest.RemoveAt(match);
        }
    }

    private bool Holds(JsonNode? expected, JsonNode? actual, string where, Dictionary<string, string> bound, IReadOnlyList<string> at)
    {
        var attempt = new Dictionary<string, string>(bound);
        try
        {
            Match(expected, actual, where, attempt, at);
        }
        catch (VectorMismatchException)
        {
            return false;
        }

        foreach (var (token, value) in attempt)
        {
            bound[token] = value;
        }

        return true;
    }

    private void MatchObjects(JsonObject expected, JsonObject actual, string where, Dictionary<string, string> bound, IReadOnlyList<string> at)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in expected)
        {
            var key = ResolveKey(name, actual, bound);
            if (!actual.ContainsKey(key))
            {
                throw new VectorMismatchException($"{where}/{key}: missing; expected {JsonTree.ToText(value)}");
            }

            seen.Add(key);
        }

        if (actual.Select(m => m.Key).FirstOrDefault(k => !seen.Contains(k)) is { } extra)
        {
            throw new VectorMismatchException($"{where}/{extra}: unexpected {JsonTree.ToText(actual[extra])}");
        }

        foreach (var (name, value) in expected)
        {
            var key = ResolveKey(name, actual, bound);
            Match(value, actual[key], $"{where}/{key}", bound, [.. at, key]);
        }
    }

    private static string ResolveKey(string name, JsonObject actual, Dictionary<string, string> bound)
    {
        if (!name.Contains("${", StringComparison.Ordinal))
        {
            return name;
        }

        foreach (var (candidate, _) in actual)
        {
            try
            {
                VectorTokens.Match(name, candidate, "", new Dictionary<string, string>(bound));
                return candidate;
            }
            catch (VectorMismatchException)
            {
                continue;
            }
        }

        return name;
    }

    private static bool IsAt(string[] pattern, IReadOnlyList<string> at) =>
        pattern.Length == at.Count && pattern.Zip(at).All(p => p.First == "*" || p.Second == "*" || p.First == p.Second);
}

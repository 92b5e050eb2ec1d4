using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Faults.Tests.World;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Faults.Tests.Rules;

/// <summary>What is left when everything rests, as paths and values that two runs of a story have to agree on.</summary>
internal sealed partial class EndState
{
    // Made by nodes and by the server for itself, under names that depend on how often something was tried.
    private static readonly HashSet<string> Foreign = ["Pod", "Event", "Lease", "Endpoints", "EndpointSlice", "ServiceAccount"];
    private static readonly HashSet<string> Accidental = ["uid", "resourceVersion", "generation", "observedGeneration", "managedFields", "creationTimestamp", "clusterIP", "clusterIPs", "url", "podSeconds", "example.com/note"];

    private readonly SortedDictionary<string, string> values = new(StringComparer.Ordinal);

    public static EndState Of(InlineServer server)
    {
        var state = new EndState();
        foreach (var (kind, stored) in server.Objects().Where(each => !Foreign.Contains(each.Kind) && each.Object.Namespace == InlineServer.Place))
            state.Add($"{kind}/{stored.Name}", stored.Json);
        return state;
    }

    /// <summary>The paths at which two ends differ: of runs in which nothing went wrong, what depends on chance.</summary>
    public IEnumerable<string> Differences(EndState other) =>
        values.Keys.Union(other.values.Keys).Where(path => values.GetValueOrDefault(path) != other.values.GetValueOrDefault(path));

    /// <summary>The first differences besides those that depend on chance, in words.</summary>
    public string? Compare(EndState expected, IReadOnlySet<string> chance)
    {
        var found = Differences(expected).Where(path => !chance.Contains(path))
            .Select(path => $"{path} is {values.GetValueOrDefault(path, "missing")}, without faults {expected.values.GetValueOrDefault(path, "missing")}").Take(4).ToList();
        return found.Count == 0 ? null : string.Join("; ", found);
    }

    private void Add(string path, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, member) in members.Where(member => !Accidental.Contains(member.Key))) Add($"{path}.{name}", member);
                break;
            case JsonArray items:
                foreach (var (index, item) in items.Index()) Add($"{path}[{index}]", item);
                break;
            default:
                var text = JsonTree.ToText(node);
                values[path] = text.Contains('T') ? Time().Replace(text, "(time)") : text;
                break;
        }
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")]
    private static partial Regex Time();
}

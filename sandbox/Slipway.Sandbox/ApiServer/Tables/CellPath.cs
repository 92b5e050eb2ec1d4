using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Sandbox.ApiServer.Documents;

namespace Slipway.Sandbox.ApiServer.Tables;

/// <summary>The part of JSONPath that printer columns use: members, indexes, <c>[*]</c> and <c>[?(@.a=="b")]</c>.</summary>
internal sealed partial class CellPath
{
    private readonly List<Func<JsonNode?, IEnumerable<JsonNode?>>> _steps = [];

    public static CellPath Parse(string text)
    {
        var path = new CellPath();
        foreach (Match match in Step().Matches(text))
        {
            path._steps.Add(StepOf(match));
        }

        return path;
    }

    public IEnumerable<JsonNode?> All(JsonNode? root) =>
        _steps.Aggregate((IEnumerable<JsonNode?>)[root], (nodes, step) => nodes.SelectMany(step)).Where(n => n is not null);

    public JsonNode? First(JsonNode? root) => All(root).FirstOrDefault();

    private static Func<JsonNode?, IEnumerable<JsonNode?>> StepOf(Match match)
    {
        if (match.Groups["filter"] is { Success: true } filter)
        {
            var path = filter.Value.TrimStart('.').Split('.');
            var wanted = match.Groups["value"].Value;
            var differs = match.Groups["operator"].Value == "!=";
            return node => (node as JsonArray).Objects().Where(item => (item.At(path) is { } found && JsonTree.Display(found) == wanted) != differs);
        }

        if (match.Groups["index"] is { Success: true } index)
        {
            if (index.Value == "*")
            {
                return node => node is JsonArray items ? items : node is JsonObject members ? members.Select(m => m.Value) : [];
            }

            var at = int.Parse(index.Value, CultureInfo.InvariantCulture);
            return node => node is JsonArray items && Position(at, items.Count) is { } position ? [items[position]] : [];
        }

        var name = (match.Groups["name"].Success ? match.Groups["name"].Value : match.Groups["quoted"].Value).Replace("\\.", ".", StringComparison.Ordinal);
        return node => node is JsonObject members && members.TryGetPropertyValue(name, out var value) ? [value] : [];
    }

    private static int? Position(int index, int count)
    {
        var position = index < 0 ? count + index : index;
        return position >= 0 && position < count ? position : null;
    }

    [GeneratedRegex("""\.(?<name>(\\.|[^.\[\\])+)|\[\?\(@(?<filter>[^=!]+?)\s*(?<operator>==|!=)\s*["']?(?<value>[^"')]*)["']?\)\]|\[(?<index>\*|-?\d+)\]|\[['"](?<quoted>[^'"]+)['"]\]""")]
    private static partial Regex Step();
}

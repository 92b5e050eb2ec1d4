using System.Text.Json.Nodes;

namespace Slipway.Api.ModelVersions;

/// <summary>A setting that is not the same in two configurations.</summary>
/// <param name="Path">The setting, such as <c>hyperparameters.max_depth</c>.</param>
/// <param name="Before">Its value in the first; null where it is not set.</param>
/// <param name="After">Its value in the second; null where it is not set.</param>
public sealed record SettingChange(string Path, string? Before, string? After);

/// <summary>Compares resolved configurations setting by setting. Pure.</summary>
public static class ConfigurationDifference
{
    /// <summary>The settings that differ, by path.</summary>
    public static IReadOnlyList<SettingChange> Between(JsonObject? before, JsonObject? after)
    {
        var (first, second) = (Flatten(before), Flatten(after));
        return
        [
            .. first.Keys.Union(second.Keys).Order(StringComparer.Ordinal)
                .Select(path => new SettingChange(path, first.GetValueOrDefault(path), second.GetValueOrDefault(path))).Where(change => change.Before != change.After),
        ];
    }

    private static Dictionary<string, string> Flatten(JsonObject? tree)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(tree, "");
        return leaves;

        void Add(JsonNode? node, string path)
        {
            switch (node)
            {
                case null:
                    break;
                case JsonObject members:
                    foreach (var (name, member) in members) Add(member, path.Length == 0 ? name : $"{path}.{name}");
                    break;
                case JsonArray items:
                    foreach (var (index, item) in items.Index()) Add(item, $"{path}[{index}]");
                    break;
                default:
                    leaves[path] = node.ToJsonString();
                    break;
            }
        }
    }
}

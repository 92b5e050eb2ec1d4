using System.Text;
using YamlDotNet.RepresentationModel;

namespace Slipway.Kubernetes.Authentication;

/// <summary>A context, cluster or user of a kubeconfig, with what an error needs to name it.</summary>
internal sealed class KubeconfigEntry(string file, string name, YamlMappingNode content)
{
    public string Name => $"{file}: {name}";

    public static YamlNode? NodeOf(YamlMappingNode mapping, string key) => mapping.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;

    public static string? TextOf(YamlMappingNode mapping, string key) =>
        NodeOf(mapping, key) is YamlScalarNode { Value: { } value } && value is not ("null" or "~") ? value : null;

    public string? Text(string key) => TextOf(content, key) is { Length: > 0 } text ? text : null;

    public string Required(string key) => Text(key) ?? throw new KubeconfigException($"{Name} has no {key}");

    public KubeconfigEntry? Child(string key) => NodeOf(content, key) is YamlMappingNode child ? new KubeconfigEntry(file, $"{name} {key}", child) : null;

    public IEnumerable<KubeconfigEntry> Children(string key) => NodeOf(content, key) is YamlSequenceNode list
        ? list.OfType<YamlMappingNode>().Select((child, index) => new KubeconfigEntry(file, $"{name} {key}[{index}]", child))
        : [];

    public IReadOnlyList<string> Texts(string key) =>
        NodeOf(content, key) is YamlSequenceNode list ? [.. list.OfType<YamlScalarNode>().Select(item => item.Value ?? "")] : [];

    public KubeconfigException Wrong(string key, string value, string expected) => new($"{Name}: {key} is '{value}', expected {expected}");

    /// <summary>A path, counted from the folder of the file.</summary>
    public string? FilePath(string key) =>
        Text(key) is { } path ? Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(file)) ?? Path.GetFullPath(".")) : null;

    /// <summary>The text of <c>key-data</c> (base64), or of the file that <c>key</c> names; data wins.</summary>
    public string? DataOrFile(string key)
    {
        if (Text($"{key}-data") is { } data)
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }
            catch (FormatException)
            {
                throw new KubeconfigException($"{Name}: {key}-data is no base64");
            }
        }

        if (FilePath(key) is not { } path) return null;
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException($"{Name}: {key} cannot be read: {unreadable.Message}", unreadable);
        }
    }
}

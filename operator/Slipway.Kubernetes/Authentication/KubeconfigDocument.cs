using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Slipway.Kubernetes.Authentication;

/// <summary>One kubeconfig file.</summary>
internal sealed class KubeconfigDocument
{
    private readonly YamlMappingNode root;

    private KubeconfigDocument(string path, YamlMappingNode root) => (Path, this.root) = (path, root);

    public string Path { get; }

    public string? CurrentContext => KubeconfigEntry.TextOf(root, "current-context");

    public static KubeconfigDocument Read(string path)
    {
        try
        {
            using var text = File.OpenText(path);
            var stream = new YamlStream();
            stream.Load(text);
            var root = stream.Documents.Count == 0 ? new YamlMappingNode() : stream.Documents[0].RootNode as YamlMappingNode;
            return new KubeconfigDocument(path, root ?? throw new KubeconfigException($"{path}: a kubeconfig is a YAML mapping, this is none"));
        }
        catch (Exception unreadable) when (unreadable is YamlException or IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException($"{path}: cannot be read as kubeconfig: {unreadable.Message}", unreadable);
        }
    }

    public KubeconfigEntry? Entry(string list, string kind, string name)
    {
        if (KubeconfigEntry.NodeOf(root, list) is not YamlSequenceNode entries) return null;
        return entries.OfType<YamlMappingNode>().Where(entry => KubeconfigEntry.TextOf(entry, "name") == name)
            .Select(entry => new KubeconfigEntry(Path, $"{kind} '{name}'", KubeconfigEntry.NodeOf(entry, kind) as YamlMappingNode ?? new YamlMappingNode()))
            .FirstOrDefault();
    }
}

using Slipway.Testing;
using YamlDotNet.RepresentationModel;

namespace Slipway.Api.Tests.Packaging;

/// <summary>The files of the Helm chart.</summary>
internal static class ChartFiles
{
    public static string PathOf(params string[] parts) => Path.Combine([Repository.PathOf("charts", "slipway"), .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));

    public static YamlNode Yaml(params string[] parts)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Read(parts)));
        return stream.Documents.Single().RootNode;
    }

    /// <summary>All templates by name, notes and helpers among them.</summary>
    public static IReadOnlyDictionary<string, string> Templates() =>
        Directory.GetFiles(PathOf("templates")).ToDictionary(path => Path.GetFileName(path), File.ReadAllText);
}

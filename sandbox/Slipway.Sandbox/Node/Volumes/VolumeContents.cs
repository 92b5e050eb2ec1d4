using System.Text;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.Node.Configuration;

namespace Slipway.Sandbox.Node.Volumes;

/// <summary>Collects the files of the volumes that are made from objects: configMap, secret, downwardAPI and projected, of which tokens of service accounts can be a part.</summary>
internal sealed class VolumeContents(IConfigSource source, DownwardFields downward)
{
    /// <summary>The files of one source.</summary>
    /// <param name="kind">Name of the source: <c>configMap</c>, <c>secret</c>, <c>downwardAPI</c>, <c>projected</c>.</param>
    /// <param name="definition">Its fields.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ConfigurationException">Something that is not optional is missing.</exception>
    public async Task<IReadOnlyList<VolumeFile>> FilesAsync(string kind, JsonObject definition, CancellationToken cancellationToken)
    {
        var mode = (int?)definition.IntegerAt("defaultMode");
        var files = kind switch
        {
            "configMap" => await ConfigMapAsync(definition, cancellationToken),
            "secret" => await SecretAsync(definition, cancellationToken),
            "downwardAPI" => Downward(definition),
            "projected" => await ProjectedAsync(definition, cancellationToken),
            "serviceAccountToken" => [await TokenAsync(definition, cancellationToken)],
            _ => throw new ConfigurationException(
                $"the sandbox has no volumes of the kind {kind}; it has configMap, secret, downwardAPI, projected, emptyDir, hostPath, persistentVolumeClaim"),
        };
        return [.. files.Select(file => file with { Mode = file.Mode ?? mode })];
    }

    private async Task<List<VolumeFile>> ProjectedAsync(JsonObject definition, CancellationToken cancellationToken)
    {
        var files = new List<VolumeFile>();
        foreach (var (kind, part) in definition.ArrayAt("sources").Objects().SelectMany(entry => entry))
        {
            if (part is JsonObject fields) files.AddRange(await FilesAsync(kind, fields, cancellationToken));
        }

        return files;
    }

    // Whoever may read the volume may read the token, and nobody else.
    private async Task<VolumeFile> TokenAsync(JsonObject definition, CancellationToken cancellationToken)
    {
        var token = await source.TokenAsync(downward.Pod, definition.TextAt("audience"), definition.IntegerAt("expirationSeconds") ?? 3600, cancellationToken);
        return new VolumeFile(definition.TextAt("path") ?? "token", Encoding.UTF8.GetBytes(token));
    }

    private async Task<List<VolumeFile>> ConfigMapAsync(JsonObject definition, CancellationToken cancellationToken)
    {
        var name = definition.TextAt("name") ?? "";
        var map = await source.ConfigMapAsync(Key(name), cancellationToken);
        if (map is null && !definition.FlagAt("optional")) throw new ConfigurationException($"configmap \"{name}\" not found");
        var content = new Dictionary<string, byte[]>(map?.BinaryData ?? new Dictionary<string, byte[]>(), StringComparer.Ordinal);
        foreach (var (key, text) in map?.Data ?? new Dictionary<string, string>()) content[key] = Encoding.UTF8.GetBytes(text);
        return Select(content, definition, $"configmap \"{name}\"");
    }

    private async Task<List<VolumeFile>> SecretAsync(JsonObject definition, CancellationToken cancellationToken)
    {
        // A secret volume says secretName, a projected source says name.
        var name = definition.TextAt("secretName") ?? definition.TextAt("name") ?? "";
        var secret = await source.SecretAsync(Key(name), cancellationToken);
        if (secret is null && !definition.FlagAt("optional")) throw new ConfigurationException($"secret \"{name}\" not found");
        return Select(secret?.Data ?? new Dictionary<string, byte[]>(), definition, $"secret \"{name}\"");
    }

    private List<VolumeFile> Downward(JsonObject definition) =>
        [.. definition.ArrayAt("items").Objects().Select(item => new VolumeFile(
            item.TextAt("path") ?? "",
            Encoding.UTF8.GetBytes(downward.Field(item.TextAt("fieldRef", "fieldPath") ?? "")),
            (int?)item.IntegerAt("mode")))];

    private static List<VolumeFile> Select(IReadOnlyDictionary<string, byte[]> content, JsonObject definition, string owner)
    {
        if (definition.ArrayAt("items") is not { } items) return [.. content.Select(entry => new VolumeFile(entry.Key, entry.Value))];
        var files = new List<VolumeFile>();
        foreach (var item in items.Objects())
        {
            var key = item.TextAt("key") ?? "";
            if (content.TryGetValue(key, out var bytes)) files.Add(new VolumeFile(item.TextAt("path") ?? key, bytes, (int?)item.IntegerAt("mode")));
            else if (!definition.FlagAt("optional")) throw new ConfigurationException($"{owner} references non-existent config key: {key}");
        }

        return files;
    }

    private NamespacedName Key(string name) => new(downward.Pod.Metadata.Namespace ?? "", name);
}

using System.Text.Json.Nodes;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.Node.Configuration;
using Slipway.Sandbox.Node.Pods;

namespace Slipway.Sandbox.Node.Volumes;

/// <summary>Makes a pod's volumes as folders of this machine and keeps those that come from objects up to date.</summary>
/// <param name="pod">The pod.</param>
/// <param name="folder">Folder of the pod.</param>
/// <param name="claimsFolder">Folder of the node in which persistent volume claims live.</param>
/// <param name="source">Where config maps, secrets and claims are read.</param>
/// <param name="contents">Collects files.</param>
internal sealed class PodVolumes(PodView pod, string folder, string claimsFolder, IConfigSource source, VolumeContents contents)
{
    private readonly Dictionary<string, string> folders = new(StringComparer.Ordinal);

    /// <summary>Makes all volumes, or brings them up to date.</summary>
    /// <exception cref="ConfigurationException">One of them cannot be made as the pod says.</exception>
    public async Task MaterializeAsync(CancellationToken cancellationToken)
    {
        foreach (var volume in pod.Content.ArrayAt("spec", "volumes").Objects())
        {
            var name = volume.TextAt("name")!;
            var (kind, definition) = volume.Where(member => member.Key != "name").Select(member => (member.Key, member.Value as JsonObject)).FirstOrDefault();
            try
            {
                folders[name] = await MaterializeAsync(name, kind ?? "emptyDir", definition ?? [], cancellationToken);
            }
            catch (ConfigurationException failure)
            {
                throw new ConfigurationException($"MountVolume.SetUp failed for volume \"{name}\" : {failure.Message}");
            }
        }
    }

    /// <summary>Where a container's mount paths are found on this machine.</summary>
    /// <exception cref="ConfigurationException">A mount names no volume of the pod.</exception>
    public PathMap PathsOf(Container container) => new([.. (container.VolumeMounts ?? []).Where(mount => !IsTemporary(mount)).Select(mount =>
        KeyValuePair.Create(mount.MountPath.TrimEnd('/'), SubPath(FolderOf(mount), mount.SubPath)))]);

    /// <summary>Folder of the volume at <c>/tmp</c>; null without one.</summary>
    /// <remarks>Programs find it by TMPDIR. In texts <c>/tmp</c> stays what it is, because folders of this machine may lie below it.</remarks>
    public string? TemporaryOf(Container container) =>
        container.VolumeMounts?.FirstOrDefault(IsTemporary) is { } mount ? SubPath(FolderOf(mount), mount.SubPath) : null;

    private static bool IsTemporary(VolumeMount mount) => mount.MountPath.TrimEnd('/') == "/tmp";

    private static string SubPath(string folder, string? subPath)
    {
        if (string.IsNullOrEmpty(subPath)) return folder;
        var path = Path.Combine(folder, subPath);
        if (!Path.Exists(path)) Directory.CreateDirectory(path);
        return path;
    }

    private string FolderOf(VolumeMount mount) => folders.GetValueOrDefault(mount.Name)
        ?? throw new ConfigurationException($"volumeMount \"{mount.MountPath}\" names volume \"{mount.Name}\", which the pod does not have");

    private async Task<string> MaterializeAsync(string name, string kind, JsonObject definition, CancellationToken cancellationToken)
    {
        var own = Path.Combine(folder, "volumes", name);
        switch (kind)
        {
            case "emptyDir":
                Directory.CreateDirectory(own);
                return own;
            case "hostPath":
                return HostPath(definition);
            case "persistentVolumeClaim":
                return await ClaimAsync(definition, cancellationToken);
            default:
                new AtomicFolder(own).Write(await contents.FilesAsync(kind, definition, cancellationToken));
                return own;
        }
    }

    private static string HostPath(JsonObject definition)
    {
        var path = definition.TextAt("path") ?? "";
        var type = definition.TextAt("type") ?? "";
        if (type == "DirectoryOrCreate") Directory.CreateDirectory(path);
        if (type == "FileOrCreate" && !File.Exists(path)) File.Create(path).Dispose();
        var missing = type switch
        {
            "Directory" => !Directory.Exists(path),
            "File" => !File.Exists(path),
            _ => !Path.Exists(path),
        };
        return missing
            ? throw new ConfigurationException($"hostPath \"{path}\" of type \"{type}\" is not on this machine; create it, or use type DirectoryOrCreate")
            : path;
    }

    private async Task<string> ClaimAsync(JsonObject definition, CancellationToken cancellationToken)
    {
        var claim = definition.TextAt("claimName") ?? "";
        var key = new NamespacedName(pod.Key.Namespace, claim);
        if (!await source.ClaimExistsAsync(key, cancellationToken)) throw new ConfigurationException($"persistentvolumeclaim \"{claim}\" not found");
        var path = Path.Combine(claimsFolder, key.Namespace, claim);
        Directory.CreateDirectory(path);
        return path;
    }
}

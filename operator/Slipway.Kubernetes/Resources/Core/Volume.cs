using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Slipway.Kubernetes.Resources;

/// <summary>A volume of a pod; sources that have no property here are kept in <see cref="OtherSources"/>.</summary>
public sealed record Volume
{
    /// <summary>Name, unique within the pod.</summary>
    public required string Name { get; init; }

    /// <summary>A config map as files.</summary>
    public ConfigMapVolumeSource? ConfigMap { get; init; }

    /// <summary>A secret as files.</summary>
    public SecretVolumeSource? Secret { get; init; }

    /// <summary>An empty folder that lives as long as the pod, as the API defines it.</summary>
    public JsonObject? EmptyDir { get; init; }

    /// <summary>A claim on storage, as the API defines it.</summary>
    public JsonObject? PersistentVolumeClaim { get; init; }

    /// <summary>Any other source by its name (settable, because the generated reader cannot give extension data to a constructor).</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? OtherSources { get; set; }
}

/// <summary>A config map as files.</summary>
public sealed record ConfigMapVolumeSource
{
    /// <summary>Name of the config map.</summary>
    public string? Name { get; init; }

    /// <summary>Keys that become files; not set: all.</summary>
    public IReadOnlyList<KeyToPath>? Items { get; init; }

    /// <summary>Permission bits of the files. Default 0644 (decimal 420).</summary>
    public int? DefaultMode { get; init; }

    /// <summary>True if the pod may start without it.</summary>
    public bool? Optional { get; init; }
}

/// <summary>A secret as files.</summary>
public sealed record SecretVolumeSource
{
    /// <summary>Name of the secret.</summary>
    public string? SecretName { get; init; }

    /// <summary>Keys that become files; not set: all.</summary>
    public IReadOnlyList<KeyToPath>? Items { get; init; }

    /// <summary>Permission bits of the files. Default 0644 (decimal 420).</summary>
    public int? DefaultMode { get; init; }

    /// <summary>True if the pod may start without it.</summary>
    public bool? Optional { get; init; }
}

/// <summary>A key and the file it becomes.</summary>
public sealed record KeyToPath
{
    /// <summary>Key.</summary>
    public required string Key { get; init; }

    /// <summary>Path relative to the mount.</summary>
    public required string Path { get; init; }
}

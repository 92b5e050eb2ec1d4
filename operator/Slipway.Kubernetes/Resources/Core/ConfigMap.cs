namespace Slipway.Kubernetes.Resources;

/// <summary>Configuration that pods read.</summary>
public sealed record ConfigMap() : KubernetesObject("v1", "ConfigMap")
{
    /// <summary>Text by key; a key becomes a file name where the map is mounted.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>Bytes (base64 on the wire) by key.</summary>
    public IReadOnlyDictionary<string, byte[]>? BinaryData { get; init; }

    /// <summary>True if the content may never change.</summary>
    public bool? Immutable { get; init; }
}

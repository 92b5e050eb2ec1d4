namespace Slipway.Kubernetes.Resources;

/// <summary>Confidential data that pods read.</summary>
public sealed record Secret() : KubernetesObject("v1", "Secret")
{
    /// <summary>Use of the secret: <c>Opaque</c>, <c>kubernetes.io/tls</c>, ...</summary>
    public string? Type { get; init; }

    /// <summary>Bytes (base64 on the wire) by key.</summary>
    public IReadOnlyDictionary<string, byte[]>? Data { get; init; }

    /// <summary>Text by key, which the server moves to <see cref="Data"/>; write only.</summary>
    public IReadOnlyDictionary<string, string>? StringData { get; init; }

    /// <summary>True if the content may never change.</summary>
    public bool? Immutable { get; init; }

    /// <summary>The type and name, never the content: a secret must not get into a log by way of string interpolation.</summary>
    public override string ToString() => $"Secret {Metadata.Namespace}/{Metadata.Name} ({Data?.Count ?? 0} keys)";
}

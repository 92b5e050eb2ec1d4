namespace Slipway.Kubernetes.Resources;

/// <summary>A namespace.</summary>
public sealed record Namespace() : KubernetesObject("v1", "Namespace")
{
    /// <summary>What the server reports.</summary>
    public NamespaceStatus? Status { get; init; }
}

/// <summary>Status of a <see cref="Namespace"/>.</summary>
public sealed record NamespaceStatus
{
    /// <summary><c>Active</c> or <c>Terminating</c>.</summary>
    public string? Phase { get; init; }
}

namespace Slipway.Kubernetes.Resources;

/// <summary>The identity of a pod.</summary>
public sealed record ServiceAccount() : KubernetesObject("v1", "ServiceAccount")
{
    /// <summary>False if pods get no token unless they ask for it.</summary>
    public bool? AutomountServiceAccountToken { get; init; }

    /// <summary>Secrets by which images are pulled.</summary>
    public IReadOnlyList<LocalObjectReference>? ImagePullSecrets { get; init; }
}

/// <summary>Names an object in the same namespace.</summary>
public sealed record LocalObjectReference
{
    /// <summary>Name of the object.</summary>
    public string? Name { get; init; }
}

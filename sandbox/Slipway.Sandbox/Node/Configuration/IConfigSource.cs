using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Configuration;

/// <summary>Reads the objects that pods take their configuration from.</summary>
internal interface IConfigSource
{
    Task<ConfigMap?> ConfigMapAsync(NamespacedName key, CancellationToken cancellationToken);

    Task<Secret?> SecretAsync(NamespacedName key, CancellationToken cancellationToken);

    /// <summary>A token of the pod's service account for an audience, bound to the pod.</summary>
    Task<string> TokenAsync(Pod pod, string? audience, long seconds, CancellationToken cancellationToken);

    Task<bool> ClaimExistsAsync(NamespacedName key, CancellationToken cancellationToken);
}

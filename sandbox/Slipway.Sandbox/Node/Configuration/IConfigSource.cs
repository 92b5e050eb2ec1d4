using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Configuration;

/// <summary>Reads the objects that pods take their configuration from.</summary>
internal interface IConfigSource
{
    Task<ConfigMap?> ConfigMapAsync(NamespacedName key, CancellationToken cancellationToken);

    Task<Secret?> SecretAsync(NamespacedName key, CancellationToken cancellationToken);

    Task<bool> ClaimExistsAsync(NamespacedName key, CancellationToken cancellationToken);
}

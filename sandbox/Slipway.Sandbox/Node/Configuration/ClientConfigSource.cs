using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Configuration;

/// <summary>Reads configuration from the API server itself: a cache could miss what was created just before the pod.</summary>
internal sealed class ClientConfigSource(IKubernetesClient client) : IConfigSource
{
    private static readonly ResourceType<DynamicObject> Claims =
        ResourceType.Dynamic("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim");

    public Task<ConfigMap?> ConfigMapAsync(NamespacedName key, CancellationToken cancellationToken) =>
        client.GetAsync(BuiltIn.ConfigMaps, key, cancellationToken);

    public Task<Secret?> SecretAsync(NamespacedName key, CancellationToken cancellationToken) =>
        client.GetAsync(BuiltIn.Secrets, key, cancellationToken);

    public async Task<bool> ClaimExistsAsync(NamespacedName key, CancellationToken cancellationToken) =>
        await client.GetAsync(Claims, key, cancellationToken) is not null;
}

using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Node.Configuration;

/// <summary>Reads configuration from the API server itself: a cache could miss what was created just before the pod.</summary>
internal sealed class ClientConfigSource(IKubernetesClient client) : IConfigSource
{
    private static readonly ResourceType<DynamicObject> Claims =
        ResourceType.Dynamic("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim");

    private static readonly ResourceType<DynamicObject> Accounts = ResourceType.Dynamic("", "v1", "serviceaccounts", "ServiceAccount");

    public Task<ConfigMap?> ConfigMapAsync(NamespacedName key, CancellationToken cancellationToken) =>
        client.GetAsync(BuiltIn.ConfigMaps, key, cancellationToken);

    public Task<Secret?> SecretAsync(NamespacedName key, CancellationToken cancellationToken) =>
        client.GetAsync(BuiltIn.Secrets, key, cancellationToken);

    public async Task<string> TokenAsync(Pod pod, string? audience, long seconds, CancellationToken cancellationToken)
    {
        var request = new DynamicObject(new JsonObject
        {
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["kind"] = "TokenRequest",
            ["metadata"] = new JsonObject { ["name"] = pod.Spec?.ServiceAccountName ?? "default", ["namespace"] = pod.Metadata.Namespace },
            ["spec"] = new JsonObject
            {
                ["audiences"] = audience is null ? new JsonArray() : new JsonArray(audience),
                ["expirationSeconds"] = seconds,
                ["boundObjectRef"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["name"] = pod.Metadata.Name, ["uid"] = pod.Metadata.Uid },
            },
        });
        var answer = await client.CreateAsync(Accounts, request, new WriteOptions { Subresource = "token" }, cancellationToken);
        return (string?)answer.Content["status"]?["token"] ?? throw new ConfigurationException("the API server gave no token");
    }

    public async Task<bool> ClaimExistsAsync(NamespacedName key, CancellationToken cancellationToken) =>
        await client.GetAsync(Claims, key, cancellationToken) is not null;
}

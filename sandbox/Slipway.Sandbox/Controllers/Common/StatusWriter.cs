using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;

namespace Slipway.Sandbox.Controllers.Common;

/// <summary>Writes the status of an object if it differs from the stored one.</summary>
internal sealed class StatusWriter(IKubernetesClient client)
{
    /// <summary>Makes <paramref name="status"/> the whole status; a conflict if the object has changed since it was read.</summary>
    public async Task WriteAsync(ResourceType<DynamicObject> type, DynamicObject read, JsonObject status, CancellationToken cancellationToken)
    {
        if (MergeDiff.Of(read.Status, status) is not { } change) return;
        var patch = Patch.Merge(new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = read.Metadata.Uid, ["resourceVersion"] = read.Metadata.ResourceVersion },
            ["status"] = change,
        });
        await client.PatchAsync(type, read.Key(), patch, WriteOptions.Status, cancellationToken);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Patching;

/// <summary>Writes the status of an object, and only if it differs.</summary>
public static class StatusPatch
{
    /// <summary>Writes the difference of the two statuses, all in one request; nothing if there is none.</summary>
    /// <param name="client">Writes it.</param>
    /// <param name="type">The kind.</param>
    /// <param name="observed">The object as it was read and judged.</param>
    /// <param name="wanted">The same object with the status that it is to have.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The object as stored; <paramref name="observed"/> if nothing was written.</returns>
    /// <remarks>Guarantees: the write carries UID and resource version of <paramref name="observed"/>, so a judgement of an older state, or of another
    /// object of the same name, is refused with 409 Conflict and the next pass judges anew.</remarks>
    public static async Task<T> ApplyAsync<T>(IKubernetesClient client, ResourceType<T> type, T observed, T wanted, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        if (MergeDiff.Between(StatusOf(observed, type), StatusOf(wanted, type)) is not { } change) return observed;
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = observed.Metadata.Uid, ["resourceVersion"] = observed.Metadata.ResourceVersion },
            ["status"] = change,
        };
        return await client.PatchAsync(type, observed.Key(), Patch.Merge(body), WriteOptions.Status, cancellationToken);
    }

    private static JsonObject StatusOf<T>(T resource, ResourceType<T> type) where T : class, IKubernetesObject =>
        JsonSerializer.SerializeToNode(resource, type.Json)?["status"] as JsonObject ?? [];
}

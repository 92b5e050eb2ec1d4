using System.Net;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Patching;

/// <summary>Sets and removes finalizers without touching those of others.</summary>
/// <remarks>A finalizer is committed before the first effect that must be undone, and removed after the last was; each in a write of its own.</remarks>
public static class Finalizers
{
    /// <summary>Sets the finalizer; nothing is written if it is set. 409 Conflict if the object has changed since it was read.</summary>
    /// <exception cref="InvalidOperationException">The object is being deleted, and nobody may set finalizers then.</exception>
    public static Task<T> AddAsync<T>(IKubernetesClient client, ResourceType<T> type, T observed, string finalizer, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        if (observed.HasFinalizer(finalizer)) return Task.FromResult(observed);
        if (observed.IsBeingDeleted()) throw new InvalidOperationException($"{observed.Kind} {observed.Key()} is being deleted; it takes no finalizer");
        // Where there is no list, adding one replaces a list that somebody else just made: the version guards it.
        var patch = Guard(observed).Test("/metadata/resourceVersion", observed.Metadata.ResourceVersion);
        patch = observed.Metadata.Finalizers is { Count: > 0 }
            ? patch.Add("/metadata/finalizers/-", finalizer)
            : patch.Add("/metadata/finalizers", new JsonArray(finalizer));
        return WriteAsync(client, type, observed, patch, cancellationToken);
    }

    /// <summary>Removes the finalizer; nothing is written if it is not set. 409 Conflict if the list has changed since it was read.</summary>
    public static Task<T> RemoveAsync<T>(IKubernetesClient client, ResourceType<T> type, T observed, string finalizer, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var index = observed.Metadata.Finalizers?.ToList().IndexOf(finalizer) ?? -1;
        if (index < 0) return Task.FromResult(observed);
        var path = $"/metadata/finalizers/{index}";
        return WriteAsync(client, type, observed, Guard(observed).Test(path, finalizer).Remove(path), cancellationToken);
    }

    private static JsonPatchBuilder Guard(IKubernetesObject observed) => new JsonPatchBuilder().Test("/metadata/uid", observed.Metadata.Uid);

    private static async Task<T> WriteAsync<T>(
        IKubernetesClient client, ResourceType<T> type, T observed, JsonPatchBuilder patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        try
        {
            return await client.PatchAsync(type, observed.Key(), patch.Build(), null, cancellationToken);
        }
        catch (KubernetesException failedTest) when (failedTest.IsInvalid && failedTest.Causes.Count == 0)
        {
            // A test that fails is answered with 422 and without causes, though what it means is that someone else was faster.
            throw new KubernetesException(
                failedTest.Status with { Reason = StatusReasons.Conflict, Code = 409 }, HttpStatusCode.Conflict, $"finalizer of {observed.Kind} {observed.Key()}");
        }
    }
}

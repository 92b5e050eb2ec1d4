using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Client;

/// <summary>Typed access to a Kubernetes API server.</summary>
/// <remarks>
/// <para>Guarantees: answers 429, and 5xx that carry Retry-After, are retried a bounded number of times. Every other error answer is a
/// <see cref="KubernetesException"/> with the server's status document; a broken connection is an <see cref="HttpRequestException"/> or
/// <see cref="IOException"/>; no answer in time is a <see cref="TimeoutException"/>.</para>
/// <para>Caveats: there is no update of whole objects, because it silently undoes what others wrote. Leases are the one exception
/// (<see cref="ReplaceLeaseAsync"/>): leader election needs compare-and-set. After a broken connection a write may or may not have been
/// done; callers must be idempotent.</para>
/// </remarks>
public interface IKubernetesClient
{
    /// <summary>Reads one object; null if there is none (or no such kind).</summary>
    Task<T?> GetAsync<T>(ResourceType<T> type, NamespacedName key, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Reads one page of a collection (all of it unless a limit is set).</summary>
    /// <param name="type">The kind.</param>
    /// <param name="namespace">Namespace; null for all.</param>
    /// <param name="options">Selectors, limit, resource version.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<ResourceList<T>> ListAsync<T>(ResourceType<T> type, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Streams changes until the server ends the stream. An ERROR event is thrown as <see cref="KubernetesException"/>.</summary>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ResourceType<T> type, string? @namespace, WatchOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Creates an object; 409 AlreadyExists if the name is taken.</summary>
    Task<T> CreateAsync<T>(ResourceType<T> type, T resource, WriteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Server-side apply: creates the object, or sets and owns exactly the fields of <paramref name="intent"/>.</summary>
    /// <remarks>Conflicting fields are taken over unless <see cref="WriteOptions.Force"/> is false (then 409 with a cause per field).</remarks>
    /// <exception cref="ArgumentException">The intent carries a resource version, so it was read from a server.</exception>
    Task<T> ApplyAsync<T>(ResourceType<T> type, T intent, WriteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Changes parts of an object; 404 if there is none.</summary>
    Task<T> PatchAsync<T>(ResourceType<T> type, NamespacedName key, Patch patch, WriteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Asks for the deletion of an object.</summary>
    /// <returns>False if there was none; true if it is deleted or, with finalizers, going to be.</returns>
    /// <exception cref="KubernetesException">409 Conflict: a precondition did not hold.</exception>
    Task<bool> DeleteAsync<T>(ResourceType<T> type, NamespacedName key, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Replaces a lease if it still has the resource version that <paramref name="lease"/> carries; else 409 Conflict.</summary>
    Task<Lease> ReplaceLeaseAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>Opens any path for reading: the log of a pod, <c>/version</c>, ... The caller disposes the stream.</summary>
    /// <param name="pathAndQuery">Path from the server's root, with query.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Stream> OpenAsync(string pathAndQuery, CancellationToken cancellationToken);
}

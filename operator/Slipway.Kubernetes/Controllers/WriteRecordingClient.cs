using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.LeaderElection;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Controllers;

/// <summary>A client whose writes the caches show at once.</summary>
/// <remarks>
/// <para>Guarantees: after a write has returned, every informer that was given here shows it, or something newer. So a pass that follows at once
/// cannot act on a cache in which its own child is missing, and make a second one.</para>
/// <para>Caveats: an informer with a selector may show an object outside of it until its watch reaches the write.</para>
/// </remarks>
public sealed class WriteRecordingClient(IKubernetesClient inner) : IKubernetesClient
{
    /// <summary>Asked before each write; false: it is not done, because another process may lead. Default: always true.</summary>
    public Func<bool> MayWrite { get; set; } = () => true;

    private readonly Dictionary<Type, List<Action<IKubernetesObject, string>>> recorders = [];

    /// <summary>Makes an informer see the writes; not while writes go on.</summary>
    public void Record<T>(Informer<T> informer) where T : class, IKubernetesObject
    {
        if (!recorders.TryGetValue(typeof(T), out var list)) recorders[typeof(T)] = list = [];
        var kind = informer.Type.ToString();
        list.Add((written, type) =>
        {
            if (type == kind) informer.RecordWrite((T)written);
        });
    }

    /// <inheritdoc/>
    public Task<T?> GetAsync<T>(ResourceType<T> type, NamespacedName key, CancellationToken cancellationToken) where T : class, IKubernetesObject =>
        inner.GetAsync(type, key, cancellationToken);

    /// <inheritdoc/>
    public Task<ResourceList<T>> ListAsync<T>(ResourceType<T> type, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => inner.ListAsync(type, @namespace, options, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ResourceType<T> type, string? @namespace, WatchOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => inner.WatchAsync(type, @namespace, options, cancellationToken);

    /// <inheritdoc/>
    public async Task<T> CreateAsync<T>(ResourceType<T> type, T resource, WriteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => Record(type, options, await Leading().CreateAsync(type, resource, options, cancellationToken));

    /// <inheritdoc/>
    public async Task<T> ApplyAsync<T>(ResourceType<T> type, T intent, WriteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => Record(type, options, await Leading().ApplyAsync(type, intent, options, cancellationToken));

    /// <inheritdoc/>
    public async Task<T> PatchAsync<T>(ResourceType<T> type, NamespacedName key, Patch patch, WriteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => Record(type, options, await Leading().PatchAsync(type, key, patch, options, cancellationToken));

    /// <inheritdoc/>
    public Task<bool> DeleteAsync<T>(ResourceType<T> type, NamespacedName key, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => Leading().DeleteAsync(type, key, options, cancellationToken);

    /// <inheritdoc/>
    public Task<Lease> ReplaceLeaseAsync(Lease lease, CancellationToken cancellationToken) => inner.ReplaceLeaseAsync(lease, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string pathAndQuery, CancellationToken cancellationToken) => inner.OpenAsync(pathAndQuery, cancellationToken);

    private IKubernetesClient Leading() =>
        MayWrite() ? inner : throw new LeadershipLostException("the lease was not renewed in time, so another process may lead; nothing more is written");

    private T Record<T>(ResourceType<T> type, WriteOptions? options, T written) where T : class, IKubernetesObject
    {
        // A dry run stored nothing, and a subresource other than status answers with another kind.
        if (options is { DryRun: true } || options?.Subresource is not (null or "status")) return written;
        foreach (var record in recorders.GetValueOrDefault(typeof(T)) ?? []) record(written, type.ToString());
        return written;
    }
}

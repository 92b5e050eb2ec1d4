using System.Runtime.CompilerServices;
using System.Text.Json;
using Slipway.Kubernetes.Patching;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Client;

/// <summary><see cref="IKubernetesClient"/> over HTTP.</summary>
/// <remarks>Assumptions: the <see cref="HttpClient"/> has the server's address as its base address, authenticates, and has no timeout of its own
/// (the factory in Slipway.Kubernetes.Authentication makes such a one). The caller owns it.</remarks>
public sealed class KubernetesClient : IKubernetesClient
{
    private readonly KubernetesClientOptions options;
    private readonly RequestSender sender;

    /// <summary>Makes a client over an HTTP client, which may have any handler: a fault injector, an in-process server.</summary>
    public KubernetesClient(HttpClient http, KubernetesClientOptions? options = null)
    {
        this.options = options ?? new KubernetesClientOptions();
        sender = new RequestSender(http, this.options);
    }

    /// <inheritdoc/>
    public async Task<T?> GetAsync<T>(ResourceType<T> type, NamespacedName key, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        try
        {
            return await sender.ReadAsync(
                new ApiRequest(HttpMethod.Get, type.ObjectPath(key)) { Accept = MediaTypes.Single(type) },
                body => ObjectReader.ReadSingle(body, type), cancellationToken);
        }
        catch (KubernetesException notFound) when (notFound.IsNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task<ResourceList<T>> ListAsync<T>(ResourceType<T> type, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var query = new QueryBuilder(type.CollectionPath(@namespace))
            .Add("labelSelector", options.LabelSelector)
            .Add("fieldSelector", options.FieldSelector)
            .Add("limit", options.Limit)
            .Add("continue", options.Continue)
            .Add("resourceVersion", options.ResourceVersion)
            .Add("resourceVersionMatch", options.ResourceVersionMatch);
        return sender.ReadAsync(
            new ApiRequest(HttpMethod.Get, query.ToString()) { Accept = MediaTypes.List(type) },
            body => ListReader.Read(body, type), cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceType<T> type, string? @namespace, WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var query = new QueryBuilder(type.CollectionPath(@namespace))
            .Add("watch", "true")
            .Add("allowWatchBookmarks", "true")
            .Add("labelSelector", options.LabelSelector)
            .Add("fieldSelector", options.FieldSelector)
            .Add("resourceVersion", options.ResourceVersion)
            .Add("timeoutSeconds", (int?)options.Timeout?.TotalSeconds);
        if (options.SendInitialEvents) query.Add("sendInitialEvents", "true").Add("resourceVersionMatch", "NotOlderThan");
        var request = new ApiRequest(HttpMethod.Get, query.ToString()) { Accept = MediaTypes.Single(type) };

        using var response = await sender.SendAsync(request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var watchEvent in WatchReader.ReadAsync(stream, type, request.ToString(), cancellationToken)) yield return watchEvent;
    }

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(ResourceType<T> type, T resource, WriteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var path = type.CollectionPath(resource.Metadata.Namespace);
        if (options?.Subresource is { } subresource) path = type.ObjectPath(resource.Key(), subresource);
        var body = JsonSerializer.SerializeToUtf8Bytes(resource, type.Json);
        return WriteAsync(HttpMethod.Post, path, type, body, MediaTypes.Json, options, force: false, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> ApplyAsync<T>(ResourceType<T> type, T intent, WriteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var patch = Patch.Apply(intent, type.Json);
        var path = type.ObjectPath(intent.Key(), options?.Subresource);
        return WriteAsync(HttpMethod.Patch, path, type, patch.Body, patch.ContentType, options, options?.Force ?? true, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> PatchAsync<T>(ResourceType<T> type, NamespacedName key, Patch patch, WriteOptions? options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        // "force" belongs to apply alone: the server refuses it on any other patch.
        var force = patch.ContentType == Patch.ApplyType && (options?.Force ?? true);
        return WriteAsync(HttpMethod.Patch, type.ObjectPath(key, options?.Subresource), type, patch.Body, patch.ContentType, options, force, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync<T>(ResourceType<T> type, NamespacedName key, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var request = new ApiRequest(HttpMethod.Delete, type.ObjectPath(key))
        {
            Body = DeleteBody.Write(options),
            ContentType = MediaTypes.Json,
        };
        try
        {
            using var response = await sender.SendAsync(request, cancellationToken);
            return true;
        }
        catch (KubernetesException notFound) when (notFound.IsNotFound)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task<Lease> ReplaceLeaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        if (lease.Metadata.ResourceVersion is null)
            throw new ArgumentException("a lease is replaced by compare-and-set; pass it with the metadata.resourceVersion that was read", nameof(lease));
        var body = JsonSerializer.SerializeToUtf8Bytes(lease, BuiltIn.Leases.Json);
        return WriteAsync(
            HttpMethod.Put, BuiltIn.Leases.ObjectPath(lease.Key()), BuiltIn.Leases, body, MediaTypes.Json, write: null, force: false, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenAsync(string pathAndQuery, CancellationToken cancellationToken)
    {
        var response = await sender.SendAsync(new ApiRequest(HttpMethod.Get, pathAndQuery) { Accept = MediaTypes.Any }, cancellationToken);
        return new ResponseStream(response, await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    private Task<T> WriteAsync<T>(
        HttpMethod method, string path, ResourceType<T> type, ReadOnlyMemory<byte> body, string contentType,
        WriteOptions? write, bool force, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var query = new QueryBuilder(path)
            .Add("fieldManager", write?.FieldManager ?? options.FieldManager)
            .Add("force", force ? "true" : null)
            .Add("dryRun", write?.DryRun == true ? "All" : null)
            .Add("fieldValidation", write?.FieldValidation);
        var request = new ApiRequest(method, query.ToString()) { Body = body, ContentType = contentType, Accept = MediaTypes.Single(type) };
        return sender.ReadAsync(request, answer => ObjectReader.ReadSingle(answer, type), cancellationToken);
    }
}

using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Cache;

/// <summary>Reads a whole collection, page by page.</summary>
internal sealed class CollectionLister<T>(IKubernetesClient client, ResourceType<T> type, InformerOptions<T> options) where T : class, IKubernetesObject
{
    /// <summary>All objects at one version.</summary>
    /// <param name="version">"0": as the server's cache has it; "": most recent; else not older than that.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ResourceList<T>> ListAsync(string version, CancellationToken cancellationToken)
    {
        var first = await PageAsync(version, next: null, Limit(version), cancellationToken);
        if (first.Continue is null) return first;

        var items = new List<T>(first.Items);
        var next = first.Continue;
        while (next is not null)
        {
            ResourceList<T> page;
            try
            {
                page = await PageAsync(version: null, next, options.PageSize, cancellationToken);
            }
            catch (KubernetesException expired) when (expired.IsExpired)
            {
                // The token outlived the server's history. Pages of two versions must not be mixed, so all of it is read at once.
                return await PageAsync(version: null, next: null, limit: null, cancellationToken);
            }

            items.AddRange(page.Items);
            next = page.Continue;
        }

        return first with { Items = items, Continue = null, RemainingItemCount = null };
    }

    // With a version the server answers from its cache, which knows no pages; asking for them would send the request on to its database.
    private int? Limit(string version) => version.Length == 0 ? options.PageSize : null;

    private async Task<ResourceList<T>> PageAsync(string? version, string? next, int? limit, CancellationToken cancellationToken)
    {
        var page = await client.ListAsync(type, options.Namespace, new ListOptions
        {
            LabelSelector = options.LabelSelector,
            FieldSelector = options.FieldSelector,
            ResourceVersion = string.IsNullOrEmpty(version) ? null : version,
            Limit = limit,
            Continue = next,
        }, cancellationToken);
        return options.Transform is null ? page : page with { Items = [.. page.Items.Select(options.Keep)] };
    }
}

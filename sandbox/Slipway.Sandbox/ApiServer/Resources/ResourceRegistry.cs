using System.Collections.Immutable;
using Slipway.Sandbox.ApiServer.BuiltIns;

namespace Slipway.Sandbox.ApiServer.Resources;

/// <summary>The resources that are served right now: the built-in ones and those of established definitions.</summary>
internal sealed class ResourceRegistry
{
    private volatile ImmutableList<ResourceInfo> _resources;

    public ResourceRegistry(ServiceAddresses addresses) => _resources = [.. BuiltInResources.All(addresses)];

    public IReadOnlyList<ResourceInfo> All => _resources;

    /// <summary>Whether the group comes from a definition: what is missing below it is answered in plain text.</summary>
    public bool IsBuiltInGroup(string group, string version) => _resources.Exists(r => !r.IsCustom && r.Group == group && r.Version == version);

    public ResourceInfo? Find(string group, string version, string plural) =>
        _resources.Find(r => r.Plural == plural && r.Group == group && r.Version == version);

    public ResourceInfo? FindKind(string apiVersion, string kind) =>
        _resources.Find(r => r.Kind == kind && r.ApiVersion == apiVersion);

    public ResourceInfo Get(string group, string plural) =>
        _resources.Find(r => r.Plural == plural && r.Group == group) ?? throw new InvalidOperationException($"{plural}.{group} is not served");

    /// <summary>The resource in whose form the objects under the key are stored.</summary>
    public ResourceInfo Stored(string storageKey) =>
        _resources.Find(r => r.StorageKey == storageKey && r.Conversion is null) ?? throw new InvalidOperationException($"{storageKey} is not stored");

    /// <summary>Serves the versions of one definition instead of those served before.</summary>
    public void Replace(string group, string plural, IEnumerable<ResourceInfo> versions) =>
        _resources = [.. _resources.Where(r => !r.IsCustom || r.Group != group || r.Plural != plural), .. versions];
}

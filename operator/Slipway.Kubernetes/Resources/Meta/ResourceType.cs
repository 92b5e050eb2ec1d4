using System.Text.Json.Serialization.Metadata;

namespace Slipway.Kubernetes.Resources;

/// <summary>Where the objects of a kind live in the API and how they are read.</summary>
/// <typeparam name="T">The .NET type of one object.</typeparam>
/// <param name="Group">API group; "" for the core group.</param>
/// <param name="Version">Version within the group: <c>v1</c>.</param>
/// <param name="Plural">Name in paths: <c>configmaps</c>.</param>
/// <param name="Kind">Kind in CamelCase: <c>ConfigMap</c>.</param>
/// <param name="Namespaced">False for cluster-scoped kinds.</param>
/// <param name="Json">Source-generated reader and writer of one object.</param>
/// <param name="MetadataOnly">True if the server is asked for metadata alone.</param>
public sealed record ResourceType<T>(
    string Group, string Version, string Plural, string Kind, bool Namespaced, JsonTypeInfo<T> Json, bool MetadataOnly = false)
    where T : class, IKubernetesObject
{
    /// <summary><c>group/version</c>, or the version alone for the core group.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The same objects, of which only the metadata is read.</summary>
    public ResourceType<PartialObject> AsMetadataOnly() =>
        new(Group, Version, Plural, Kind, Namespaced, KubernetesJson.Default.PartialObject, MetadataOnly: true);

    /// <summary>The same objects as JSON trees.</summary>
    public ResourceType<DynamicObject> AsDynamic() => ResourceType.Dynamic(Group, Version, Plural, Kind, Namespaced);

    /// <summary>Path of the collection: <c>/apis/batch/v1/namespaces/demo/jobs</c>.</summary>
    /// <param name="namespace">Namespace; null or "" for all of them, or for a cluster-scoped kind.</param>
    public string CollectionPath(string? @namespace)
    {
        var root = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        return Namespaced && !string.IsNullOrEmpty(@namespace)
            ? $"{root}/namespaces/{Uri.EscapeDataString(@namespace)}/{Plural}"
            : $"{root}/{Plural}";
    }

    /// <summary>Path of one object, or of a subresource of it.</summary>
    /// <exception cref="ArgumentException">A namespaced kind was asked for without a namespace, or without a name.</exception>
    public string ObjectPath(NamespacedName key, string? subresource = null)
    {
        if (string.IsNullOrEmpty(key.Name)) throw new ArgumentException($"a {Kind} needs a name", nameof(key));
        if (Namespaced && string.IsNullOrEmpty(key.Namespace))
            throw new ArgumentException($"{Kind} '{key.Name}' needs a namespace", nameof(key));
        var path = $"{CollectionPath(key.Namespace)}/{Uri.EscapeDataString(key.Name)}";
        return subresource is null ? path : $"{path}/{subresource}";
    }

    /// <inheritdoc/>
    public override string ToString() => Group.Length == 0 ? $"{Plural}.{Version}" : $"{Plural}.{Version}.{Group}";
}

/// <summary>Makes resource types of kinds that have no .NET type.</summary>
public static class ResourceType
{
    /// <summary>A kind whose objects are read as JSON trees.</summary>
    public static ResourceType<DynamicObject> Dynamic(string group, string version, string plural, string kind, bool namespaced = true) =>
        new(group, version, plural, kind, namespaced, KubernetesJson.Default.DynamicObject);
}

using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Cache;

/// <summary>Reads what an informer knows, without asking the server.</summary>
/// <typeparam name="T">Type of the objects.</typeparam>
/// <remarks>Guarantees: own writes that were recorded are seen at once. Assumptions: nobody changes the objects; they are shared.</remarks>
public interface ICache<T> where T : class, IKubernetesObject
{
    /// <summary>The object, or null.</summary>
    T? Get(NamespacedName key);

    /// <summary>All objects, of one namespace or of all (null).</summary>
    IReadOnlyList<T> List(string? @namespace = null);

    /// <summary>The objects that an index files under <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentException">There is no such index.</exception>
    IReadOnlyList<T> ByIndex(string index, string value);

    /// <summary>The objects whose owner references name this UID.</summary>
    IReadOnlyList<T> OwnedBy(string ownerUid);
}

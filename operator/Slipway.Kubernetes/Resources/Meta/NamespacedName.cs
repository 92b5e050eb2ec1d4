namespace Slipway.Kubernetes.Resources;

/// <summary>What names an object within its kind. <see cref="Namespace"/> is empty for cluster-scoped objects.</summary>
/// <param name="Namespace">Namespace, or "".</param>
/// <param name="Name">Name.</param>
public readonly record struct NamespacedName(string Namespace, string Name)
{
    /// <summary>The key of a cluster-scoped object.</summary>
    public static NamespacedName ClusterScoped(string name) => new("", name);

    /// <summary><c>namespace/name</c>, or just the name.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}

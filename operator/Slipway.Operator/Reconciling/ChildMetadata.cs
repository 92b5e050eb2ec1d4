using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Reconciling;

/// <summary>Metadata that all children have: name, labels by which people and caches find them, and the owner with which they go.</summary>
internal static class ChildMetadata
{
    /// <summary>Selector of everything that the operator makes.</summary>
    public const string ManagedBySelector = "app.kubernetes.io/managed-by=slipway";

    /// <summary>Label by which Kubernetes names the Job of a pod.</summary>
    public const string JobLabel = "batch.kubernetes.io/job-name";

    /// <summary>Metadata of a child.</summary>
    /// <param name="owner">The object that the child belongs to, as the server returned it.</param>
    /// <param name="name">Name of the child.</param>
    /// <param name="component">What the child is for: <c>snapshot</c>, <c>train</c>, <c>router</c>.</param>
    public static ObjectMeta For(IKubernetesObject owner, string name, string component) => new()
    {
        Name = name,
        Namespace = owner.Metadata.Namespace,
        Labels = Labels(owner, component),
        OwnerReferences = [OwnerReference.ToController(owner)],
    };

    /// <summary>Labels of a child and of its pods: <c>app.kubernetes.io/*</c> and <c>slipway.dev/&lt;kind&gt;</c>.</summary>
    public static Dictionary<string, string> Labels(IKubernetesObject owner, string component) => new(StringComparer.Ordinal)
    {
        ["app.kubernetes.io/name"] = "slipway",
        ["app.kubernetes.io/instance"] = LabelValue(owner.Metadata.Name!),
        ["app.kubernetes.io/component"] = component,
        ["app.kubernetes.io/part-of"] = "slipway",
        ["app.kubernetes.io/managed-by"] = "slipway",
        ["slipway.dev/" + owner.Kind.ToLowerInvariant()] = LabelValue(owner.Metadata.Name!),
    };

    /// <summary>Selector of what belongs to an object.</summary>
    public static string SelectorOf(IKubernetesObject owner) => $"{ManagedBySelector},slipway.dev/{owner.Kind.ToLowerInvariant()}={LabelValue(owner.Metadata.Name!)}";

    /// <summary>A name as a label value: at most 63 characters, the end replaced by a digest where it is longer.</summary>
    public static string LabelValue(string name) => Names.Fit(name, 63);
}

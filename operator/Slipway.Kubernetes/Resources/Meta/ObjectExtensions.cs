namespace Slipway.Kubernetes.Resources;

/// <summary>Questions asked of any object.</summary>
public static class ObjectExtensions
{
    /// <summary>Namespace and name of the object.</summary>
    public static NamespacedName Key(this IKubernetesObject resource) =>
        new(resource.Metadata.Namespace ?? "", resource.Metadata.Name ?? "");

    /// <summary>The owner that manages the object, or null.</summary>
    public static OwnerReference? ControllerOwner(this IKubernetesObject resource) =>
        resource.Metadata.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true);

    /// <summary>True if <paramref name="owner"/>, by UID, manages the object.</summary>
    public static bool IsControlledBy(this IKubernetesObject resource, IKubernetesObject owner) =>
        resource.ControllerOwner() is { } reference && reference.Uid == owner.Metadata.Uid;

    /// <summary>True once the deletion of the object was asked for.</summary>
    public static bool IsBeingDeleted(this IKubernetesObject resource) => resource.Metadata.DeletionTimestamp is not null;

    /// <summary>True if the finalizer holds the object.</summary>
    public static bool HasFinalizer(this IKubernetesObject resource, string finalizer) =>
        resource.Metadata.Finalizers?.Contains(finalizer) == true;

    /// <summary>The value of a label, or null.</summary>
    public static string? Label(this IKubernetesObject resource, string name) => resource.Metadata.Labels?.GetValueOrDefault(name);

    /// <summary>The value of an annotation, or null.</summary>
    public static string? Annotation(this IKubernetesObject resource, string name) =>
        resource.Metadata.Annotations?.GetValueOrDefault(name);
}

namespace Slipway.Kubernetes.Resources;

/// <summary>Names an owner in the same namespace (or a cluster-scoped one).</summary>
public sealed record OwnerReference
{
    /// <summary><c>group/version</c> of the owner.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Kind of the owner.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the owner.</summary>
    public required string Name { get; init; }

    /// <summary>UID of the owner; an owner of the same name with another UID is not the owner.</summary>
    public required string Uid { get; init; }

    /// <summary>True on the one owner that manages this object.</summary>
    public bool? Controller { get; init; }

    /// <summary>True if a foreground deletion of the owner waits for this object.</summary>
    public bool? BlockOwnerDeletion { get; init; }

    /// <summary>The reference by which <paramref name="owner"/> manages a child.</summary>
    /// <exception cref="ArgumentException">The owner has no name or UID, so it was not read from a server.</exception>
    public static OwnerReference ToController(IKubernetesObject owner) => new()
    {
        ApiVersion = owner.ApiVersion,
        Kind = owner.Kind,
        Name = owner.Metadata.Name ?? throw new ArgumentException("an owner needs metadata.name", nameof(owner)),
        Uid = owner.Metadata.Uid
            ?? throw new ArgumentException($"owner {owner.Kind} {owner.Metadata.Name} has no metadata.uid; use the object as the server returned it", nameof(owner)),
        Controller = true,
        BlockOwnerDeletion = true,
    };
}

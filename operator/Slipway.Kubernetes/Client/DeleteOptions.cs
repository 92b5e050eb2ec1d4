using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Client;

/// <summary>What becomes of the children of a deleted object.</summary>
public enum PropagationPolicy
{
    /// <summary>They are deleted after it.</summary>
    Background,

    /// <summary>They are deleted before it.</summary>
    Foreground,

    /// <summary>They stay, without the owner.</summary>
    Orphan,
}

/// <summary>How to delete. Preconditions keep a decision about one object from hitting its successor of the same name.</summary>
public sealed record DeleteOptions
{
    /// <summary>The object must have this UID.</summary>
    public string? Uid { get; init; }

    /// <summary>The object must have this resource version.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>What becomes of the children. Default: <see cref="PropagationPolicy.Background"/>.</summary>
    public PropagationPolicy Propagation { get; init; } = PropagationPolicy.Background;

    /// <summary>Time to end gracefully, whole seconds; not set: the kind's default.</summary>
    public TimeSpan? GracePeriod { get; init; }

    /// <summary>True if nothing is to be stored.</summary>
    public bool DryRun { get; init; }

    /// <summary>Deletes exactly this object, by UID.</summary>
    /// <exception cref="ArgumentException">The object has no UID.</exception>
    public static DeleteOptions Exactly(IKubernetesObject resource) => new()
    {
        Uid = resource.Metadata.Uid ?? throw new ArgumentException($"{resource.Kind} {resource.Key()} has no metadata.uid", nameof(resource)),
    };
}

namespace Slipway.Kubernetes.Cache;

/// <summary>What happened to an object of a cache.</summary>
public enum InformerEventType
{
    /// <summary>It is new to the cache.</summary>
    Added,

    /// <summary>It has changed, or a resync speaks of it again (then old and new are the same).</summary>
    Updated,

    /// <summary>It is gone.</summary>
    Deleted,
}

/// <summary>A change of a cache.</summary>
/// <typeparam name="T">Type of the object.</typeparam>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object; when deleted, its last state (see <paramref name="IsTombstone"/>).</param>
/// <param name="Old">The object as the informer last told of it; null when added. It may have another UID:
/// the object was deleted and made again under its name.</param>
/// <param name="IsInitialOrResync">True if nothing need have changed, so that it is not urgent.</param>
/// <param name="IsTombstone">True if the deletion was missed and found by listing again: the last state is the last one known.</param>
public readonly record struct InformerEvent<T>(InformerEventType Type, T Object, T? Old, bool IsInitialOrResync = false, bool IsTombstone = false)
    where T : class;

namespace Slipway.Kubernetes.Client;

/// <summary>What a watch event says.</summary>
public enum WatchEventType
{
    /// <summary>The object is new (or newly selected).</summary>
    Added,

    /// <summary>The object has changed.</summary>
    Modified,

    /// <summary>The object is gone (or no longer selected).</summary>
    Deleted,

    /// <summary>Nothing happened up to a resource version.</summary>
    Bookmark,
}

/// <summary>One event of a watch.</summary>
/// <typeparam name="T">Type of the object.</typeparam>
/// <param name="Type">What it says.</param>
/// <param name="Object">The object (its last state when deleted); null for a bookmark.</param>
/// <param name="ResourceVersion">Version to go on from.</param>
/// <param name="InitialEventsEnd">True on the bookmark that ends the initial events.</param>
public sealed record WatchEvent<T>(WatchEventType Type, T? Object, string ResourceVersion, bool InitialEventsEnd = false)
    where T : class;

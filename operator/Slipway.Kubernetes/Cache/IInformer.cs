namespace Slipway.Kubernetes.Cache;

/// <summary>What a host needs to know of an informer, whatever its objects are.</summary>
public interface IInformer
{
    /// <summary>The kind: <c>jobs.v1.batch</c>.</summary>
    string Name { get; }

    /// <summary>Number of objects.</summary>
    int Count { get; }

    /// <summary>True once the first list is in the cache and was told to all handlers.</summary>
    bool HasSynced { get; }

    /// <summary>Time since the server was last heard of: an event, a bookmark, a list or the orderly end of a watch.</summary>
    TimeSpan LastContactAge { get; }

    /// <summary>Lists and watches until it is cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Completes once <see cref="HasSynced"/> is true.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken);
}

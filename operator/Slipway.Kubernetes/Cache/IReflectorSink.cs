using Slipway.Kubernetes.Client;

namespace Slipway.Kubernetes.Cache;

/// <summary>Where a reflector puts what it learns.</summary>
internal interface IReflectorSink<T> where T : class
{
    /// <summary>Takes a complete list.</summary>
    void Replace(IReadOnlyList<T> list, string version);

    /// <summary>Takes an event or bookmark of the watch that follows the list.</summary>
    void Apply(WatchEvent<T> watchEvent);
}

using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Cache;

/// <summary>Reads a whole collection from the beginning of a watch: every object as an event, up to the bookmark that ends them.</summary>
/// <remarks>
/// <para>Guarantees: it is all of the collection at one version, or an exception; a part of it is never given out. No more than one copy of each object
/// is held, and neither side ever holds the whole answer as text.</para>
/// <para>Caveats: an old server does not know the parameter. It either refuses it, or begins a watch like any other, which has no end to wait for;
/// the pause after which that is assumed is the price of not knowing.</para>
/// </remarks>
internal sealed class InitialStream<T>(InformerOptions<T> options) where T : class, IKubernetesObject
{
    /// <summary>A server that streams says something within this time. One that is slower is listed, which is right as well and costs only memory.</summary>
    public static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(10);

    // As long as a list may take. Without it, a server that does not know the parameter would keep a lively collection waiting for ever.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Dictionary<NamespacedName, T> objects = [];

    /// <summary>The collection, after which the same stream goes on with its changes.</summary>
    /// <param name="events">The stream.</param>
    /// <param name="watchdog">Watches over it with <see cref="SilenceLimit"/>.</param>
    /// <exception cref="NotSupportedException">The server does not mark the end of the initial events.</exception>
    public async Task<ResourceList<T>> ReadAsync(IAsyncEnumerator<WatchEvent<T>> events, Watchdog watchdog)
    {
        var start = options.Time.GetTimestamp();
        while (await events.MoveNextAsync())
        {
            if (options.Time.GetElapsedTime(start) < Longest) watchdog.Reset(SilenceLimit);
            var each = events.Current;
            if (each.InitialEventsEnd) return new ResourceList<T>([.. objects.Values], each.ResourceVersion, Continue: null, RemainingItemCount: null);
            Take(each);
        }

        throw new IOException("the stream ended before the initial events did");
    }

    private void Take(WatchEvent<T> change)
    {
        // A server that marks the end sends no other bookmark before it.
        if (change.Object is not { } resource) throw new NotSupportedException("the server does not mark the end of the initial events");
        if (change.Type == WatchEventType.Deleted) objects.Remove(resource.Key());
        else objects[resource.Key()] = options.Keep(resource);
    }
}

using Slipway.Bench.Cluster;
using Slipway.Bench.Processes;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Bench.Caching;

/// <summary>Growth of the heap over 10,000 broken watches of an informer, over 1 MiB. Pauses are left out; requests go to a real server over TLS and HTTP/2.</summary>
internal static class ReconnectGrowthBench
{
    public const string Name = "reconnect-growth";

    private const double Limit = 1024 * 1024;
    private const int Reconnects = 10_000;
    private const int Warmup = 1000;
    private const int Objects = 20;
    private const string Place = "reconnects";

    public static async Task<BenchResult> RunAsync()
    {
        using var server = await ChildApiServer.StartAsync();
        await server.CreateNamespaceAsync(Place);
        for (var number = 0; number < Objects; number++)
        {
            var map = new ConfigMap { Metadata = new ObjectMeta { Name = $"map-{number}", Namespace = Place } };
            await server.Client.CreateAsync(BuiltIn.ConfigMaps, map, null, CancellationToken.None);
        }

        BrokenWatches watches = null!;
        using var http = server.Connect(network => watches = new BrokenWatches(network));
        using var stop = new CancellationTokenSource();
        var informer = new Informer<ConfigMap>(
            new KubernetesClient(http), BuiltIn.ConfigMaps, new InformerOptions<ConfigMap> { Namespace = Place, StreamInitialState = false, Time = new HastyTime() });
        var running = informer.RunAsync(stop.Token);
        await Until.TrueAsync(() => Task.FromResult(watches.Count >= Warmup), "the warm-up");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var first = watches.Count;
        await Until.TrueAsync(() => Task.FromResult(watches.Count >= first + Reconnects), $"{Reconnects} reconnects");
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        var count = watches.Count - first;
        await stop.CancelAsync();
        await running;
        return new BenchResult(
            Math.Max(0, growth / Limit), [("limitBytes", Limit), ("growthBytes", growth), ("reconnects", count), ("objects", informer.Count)]);
    }
}

using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Bench.Caching;
using Slipway.Bench.Cluster;
using Slipway.Bench.Processes;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;

namespace Slipway.Bench.Reconciling;

/// <summary>99th percentile of the time from a watch event's last byte to the start of the pass for its object, over 1 ms; pods as a cluster tells of them.</summary>
internal static class EventLatencyBench
{
    public const string Name = "event-latency";

    private const double GoalMilliseconds = 1;
    private const int Objects = 1000;
    private const int Warmup = 2000;
    private const int Events = 10_000;
    private const int AtOnce = 2;

    public static async Task<BenchResult> RunAsync()
    {
        using var server = await ChildApiServer.StartAsync();
        var sampled = await SampledObjects.TakeAsync(server);
        var lines = Enumerable.Range(0, Warmup + Events).Select(number => sampled.Text(BuiltIn.Pods.Plural, number % Objects, Objects + number + 1)).ToArray();
        using var served = new ServedCollection(() => Enumerable.Range(0, Objects).Select(number => sampled.Text(BuiltIn.Pods.Plural, number, number + 1)));
        using var http = new HttpClient(served) { BaseAddress = new Uri("http://memory/") };
        using var stop = new CancellationTokenSource();
        var informer = new Informer<Pod>(new KubernetesClient(http), BuiltIn.Pods);
        var passes = new TimedPasses(informer.Cache, Objects);
        var manager = new ControllerManager(NullLogger<ControllerManager>.Instance);
        using var controller = new Controller("pod", passes, NullLogger<Controller>.Instance, new ControllerOptions { MaxConcurrentReconciles = 4 }).For(informer);
        manager.Add(controller);
        var running = manager.RunAsync(null, stop.Token);
        await Until.TrueAsync(() => Task.FromResult(passes.Count >= Objects), "the first pass over all objects");

        for (var sent = 0; sent < lines.Length; sent++)
        {
            passes.Sent(sent + Objects + 1);
            await served.ChangeAsync(lines[sent]);
            if (sent % AtOnce == AtOnce - 1) await Task.Delay(1);
        }

        await Until.TrueAsync(() => Task.FromResult(passes.Latencies.Count == lines.Length), "the passes of all events");
        await stop.CancelAsync();
        await running;
        var sorted = passes.Latencies.Skip(Warmup).Order().ToList();
        return new BenchResult(
            sorted[(int)(0.99 * sorted.Count)] / GoalMilliseconds,
            [
                ("goalMilliseconds", GoalMilliseconds), ("p50Milliseconds", sorted[sorted.Count / 2]), ("p99Milliseconds", sorted[(int)(0.99 * sorted.Count)]),
                ("worstMilliseconds", sorted[^1]), ("events", Events),
            ]);
    }

    /// <summary>Notes when the pass begins that sees a version.</summary>
    private sealed class TimedPasses(ICache<Pod> pods, int objects) : IReconciler
    {
        private readonly long[] sent = new long[objects + Warmup + Events + 1];
        private readonly Lock gate = new();
        private int count;

        public int Count => Volatile.Read(ref count);

        public List<double> Latencies { get; } = [];

        public void Sent(int version) => sent[version] = Stopwatch.GetTimestamp();

        public Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
        {
            var now = Stopwatch.GetTimestamp();
            Interlocked.Increment(ref count);
            var version = int.Parse(pods.Get(key)!.Metadata.ResourceVersion!, System.Globalization.CultureInfo.InvariantCulture);
            if (version > objects)
            {
                lock (gate) Latencies.Add(Stopwatch.GetElapsedTime(sent[version], now).TotalMilliseconds);
            }

            return Task.FromResult(ReconcileResult.Done);
        }
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Bench.Cluster;
using Slipway.Bench.Lifecycle;
using Slipway.Kubernetes.Cache;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Hosting;

namespace Slipway.Bench.Caching;

/// <summary>
/// Memory that the operator's caches keep per object, of 10,000 of each kind as a real run leaves them, and of the operator's process with empty caches:
/// the worst of them over its limit of 8 KiB (1 KiB where only metadata is kept) or 75 MB.
/// </summary>
internal static class CacheMemoryBench
{
    public const string Name = "cache-memory";

    private const int Objects = 10_000;
    private const double TypedLimit = 8 * 1024;
    private const double MetadataLimit = 1024;
    private const double IdleLimit = 75e6;

    // What was measured stays, so that its end does not count for the next one.
    private static readonly List<IInformer> Measured = [];

    public static async Task<BenchResult> RunAsync()
    {
        using var server = await ChildApiServer.StartAsync();
        var idle = await IdleAsync(server);
        var sampled = await SampledObjects.TakeAsync(server);
        var client = new WriteRecordingClient(new KubernetesClient(new HttpClient()));
        var cluster = new ClusterInformers(client, NullLoggerFactory.Instance, TimeProvider.System, Random.Shared);
        var informers = new OperatorInformers(client, null, NullLoggerFactory.Instance, TimeProvider.System, Random.Shared, cluster);
        var typed = new List<(string Name, double Bytes)>
        {
            ("datasets", await MeasureAsync(informers.Datasets, sampled)),
            ("featuresets", await MeasureAsync(informers.FeatureSets, sampled)),
            ("trainingjobs", await MeasureAsync(informers.TrainingJobs, sampled)),
            ("modelversions", await MeasureAsync(informers.ModelVersions, sampled)),
            ("rollouts", await MeasureAsync(informers.Rollouts, sampled)),
            ("jobs", await MeasureAsync(informers.Jobs, sampled)),
            ("configmaps", await MeasureAsync(informers.ConfigMaps, sampled)),
            ("services", await MeasureAsync(informers.Services, sampled)),
            ("deployments", await MeasureAsync(informers.Deployments, sampled)),
            ("poddisruptionbudgets", await MeasureAsync(informers.Budgets, sampled)),
            ("pods", await MeasureAsync(informers.Pods, sampled)),
        };
        var metadata = await MeasureAsync(BuiltIn.Jobs.AsMetadataOnly(), new InformerOptions<PartialObject>(), sampled);
        return new BenchResult(
            Math.Max(typed.Max(each => each.Bytes) / TypedLimit, Math.Max(metadata / MetadataLimit, idle / IdleLimit)),
            [
                .. typed.Select(each => ($"{each.Name}BytesPerObject", each.Bytes)),
                ("metadataOnlyBytesPerObject", metadata),
                ("objectsOfEachKind", Objects),
                ("idleOperatorMegabytes", idle / 1e6),
            ]);
    }

    private static Task<double> MeasureAsync<T>(Informer<T> informer, SampledObjects sampled) where T : class, IKubernetesObject => MeasureAsync(informer.Type, informer.Options, sampled);

    private static async Task<double> MeasureAsync<T>(ResourceType<T> type, InformerOptions<T> options, SampledObjects sampled) where T : class, IKubernetesObject
    {
        using var served = new ServedCollection(() => Enumerable.Range(0, Objects).Select(number => sampled.Text(type.Plural, number, number + 1)));
        using var http = new HttpClient(served) { BaseAddress = new Uri("http://memory/") };
        using var stop = new CancellationTokenSource();
        var before = LiveBytes();
        var informer = new Informer<T>(new KubernetesClient(http), type, options);
        var running = informer.RunAsync(stop.Token);
        await informer.WaitForSyncAsync(CancellationToken.None);
        Measured.Add(informer);
        var kept = LiveBytes() - before;
        if (informer.Count != Objects) throw new InvalidOperationException($"{type}: {informer.Count} of {Objects} objects are in the cache");
        await stop.CancelAsync();
        await running;
        return (double)kept / Objects;
    }

    private static long LiveBytes()
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: false);
    }

    private static async Task<double> IdleAsync(ChildApiServer server)
    {
        using var process = await OperatorProcess.StartAsync(server);
        await Task.Delay(TimeSpan.FromSeconds(5));
        return process.Program.ResidentBytes();
    }
}

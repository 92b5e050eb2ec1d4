using System.Diagnostics;
using Slipway.Api;
using Slipway.Bench.Cluster;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Controllers;
using Slipway.Kubernetes.Resources;

namespace Slipway.Bench.Reconciling;

/// <summary>
/// Time of a pass over an object at rest, through queue, controller and caches, over the 0.2 ms that 5,000 passes a second leave. All five kinds count
/// alike; Rollouts ask their routers in each pass, which here answer from memory. Nothing may be written.
/// </summary>
internal static class ReconcileNoopBench
{
    public const string Name = "reconcile-noop";

    private const double Goal = 5000;
    private const int Objects = 300;
    private const int Rounds = 8;
    private const string Place = "resting";

    public static async Task<BenchResult> RunAsync()
    {
        using var server = await ChildApiServer.StartAsync();
        await server.CreateNamespaceAsync(Place);
        WriteCounter counter = null!;
        using var routers = new PlayedRouters();
        await using var running = await InProcessOperator.StartAsync(server.Connect(network => counter = new WriteCounter(network)), Place, routers);
        await RestingObjects.CreateAsync(server, Place, Objects);
        var controllers = running.Runtime.Manager.Controllers.ToDictionary(controller => controller.Name);
        var kinds = new (string Name, IReadOnlyList<NamespacedName> Keys)[]
        {
            ("dataset", await KeysAsync(server.Client, SlipwayKinds.Dataset)),
            ("featureset", await KeysAsync(server.Client, SlipwayKinds.FeatureSet)),
            ("trainingjob", await KeysAsync(server.Client, SlipwayKinds.TrainingJob)),
            ("modelversion", await KeysAsync(server.Client, SlipwayKinds.ModelVersion)),
            ("rollout", await KeysAsync(server.Client, SlipwayKinds.Rollout)),
        };
        foreach (var (name, keys) in kinds) await PassAsync(controllers[name], keys, Rounds);

        var before = (counter.Writes, Allocated: GC.GetTotalAllocatedBytes());
        var times = new List<(string Name, double Seconds)>();
        foreach (var (name, keys) in kinds) times.Add((name, (await PassAsync(controllers[name], keys, Rounds)).TotalSeconds));
        var passes = kinds.Length * Objects * Rounds;
        var perSecond = passes / times.Sum(each => each.Seconds);
        return new BenchResult(
            Goal / perSecond,
            [
                ("goalPerSecond", Goal),
                ("passesPerSecond", perSecond),
                .. times.Select(each => (each.Name + "PerSecond", Objects * Rounds / each.Seconds)),
                ("passes", passes),
                ("writes", counter.Writes - before.Writes),
                ("allocatedKiBPerPass", (GC.GetTotalAllocatedBytes() - before.Allocated) / 1024.0 / passes),
            ]);
    }

    private static async Task<TimeSpan> PassAsync(Controller controller, IReadOnlyList<NamespacedName> keys, int rounds)
    {
        var clock = Stopwatch.StartNew();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var key in keys) controller.Queue.Add(key);
            while (controller.Queue.ReadyCount + controller.Queue.ProcessingCount > 0) await Task.Delay(1);
        }

        return clock.Elapsed;
    }

    private static async Task<IReadOnlyList<NamespacedName>> KeysAsync<T>(IKubernetesClient client, ResourceType<T> type) where T : class, IKubernetesObject =>
        [.. (await client.ListAsync(type, Place, ListOptions.All, CancellationToken.None)).Items.Select(each => each.Key())];
}

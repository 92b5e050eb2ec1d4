using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Bench.Caching;
using Slipway.Bench.Cluster;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Bench.Lifecycle;

/// <summary>Time from the start of the operator's process until its caches hold the 10,000 objects of 2,500 training runs, over 2 seconds.</summary>
internal static class ColdStartBench
{
    public const string Name = "cold-start";

    private const double GoalSeconds = 2;
    private const int Runs = 2500;
    private const int Rounds = 5;
    private const string Place = "after-many-runs";

    public static async Task<BenchResult> RunAsync()
    {
        using var server = await ChildApiServer.StartAsync();
        var sampled = await SampledObjects.TakeAsync(server);
        var empty = await MedianStartAsync(server);
        await server.CreateNamespaceAsync(Place);
        await CreateAsync(server.Client, SlipwayKinds.TrainingJob, sampled);
        await CreateAsync(server.Client, SlipwayKinds.ModelVersion, sampled);
        await CreateAsync(server.Client, BuiltIn.Jobs, sampled);
        await CreateAsync(server.Client, BuiltIn.Pods, sampled);
        var seconds = await MedianStartAsync(server);
        return new BenchResult(seconds / GoalSeconds, [("goalSeconds", GoalSeconds), ("seconds", seconds), ("objects", 4 * Runs), ("secondsWithoutObjects", empty)]);
    }

    private static async Task<double> MedianStartAsync(ChildApiServer server)
    {
        var seconds = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            using var process = await OperatorProcess.StartAsync(server);
            seconds.Add(process.Startup.TotalSeconds);
            process.Program.Kill();
        }

        return Statistics.Median(seconds);
    }

    private static Task CreateAsync<T>(IKubernetesClient client, ResourceType<T> type, SampledObjects sampled) where T : class, IKubernetesObject =>
        Parallel.ForEachAsync(Enumerable.Range(0, Runs), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, cancellation) =>
        {
            var content = JsonNode.Parse(sampled.Text(type.Plural, number, 1))!.AsObject();
            var metadata = content["metadata"]!.AsObject();
            foreach (var given in new[] { "uid", "resourceVersion", "creationTimestamp", "managedFields", "generation" }) metadata.Remove(given);
            metadata["namespace"] = Place;
            await client.CreateAsync(type.AsDynamic(), new DynamicObject(content), null, cancellation);
        });
}

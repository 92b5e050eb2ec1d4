using System.Diagnostics;
using Slipway.Api;
using Slipway.Bench.Cluster;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Bench.Writes;

/// <summary>The real operator drives TrainingJobs from their creation to the Job and the status that tells of it.</summary>
/// <param name="Elapsed">From the first creation to the last status.</param>
/// <param name="Writes">What it wrote in that time and the server accepted.</param>
/// <param name="Refused">Writes that the server refused.</param>
internal sealed record OperatorRun(TimeSpan Elapsed, IReadOnlyList<RecordedWrite> Writes, int Refused)
{
    // The Job was seen and waits for its pod, which never comes: nothing is left to do.
    private const string LastReason = "Starting";

    public static async Task<OperatorRun> MeasureAsync(ChildApiServer server, string place, int count)
    {
        await PrepareAsync(server, place);
        var creations = new Creations(place, count);
        WriteRecorder recorder = null!;
        using var user = server.Connect();
        await using var running = await InProcessOperator.StartAsync(server.Connect(network => recorder = new WriteRecorder(network, LastReason, count)), place);
        GC.Collect();
        var clock = Stopwatch.StartNew();
        await creations.RunAsync(user, (_, _) => ValueTask.CompletedTask);
        await recorder.All.WaitAsync(TimeSpan.FromMinutes(2));
        return new OperatorRun(clock.Elapsed, recorder.Writes(), recorder.Refused);
    }

    /// <summary>Makes the Dataset and the FeatureSet ready that the TrainingJobs name.</summary>
    private static async Task PrepareAsync(ChildApiServer server, string place)
    {
        await server.CreateNamespaceAsync(place);
        using var http = server.Connect();
        await using var running = await InProcessOperator.StartAsync(server.Connect(), place);
        await server.Client.CreateAsync(SlipwayKinds.Dataset.AsDynamic(), Manifests.Dataset(place), null, CancellationToken.None);
        await server.Client.CreateAsync(SlipwayKinds.FeatureSet.AsDynamic(), Manifests.FeatureSet(place), null, CancellationToken.None);
        await new PlayedNode(http, place).PlayUntilAsync(
            async () =>
                await IsReadyAsync(server.Client, SlipwayKinds.Dataset, new NamespacedName(place, Manifests.DatasetName), dataset => dataset.Status?.Conditions)
                && await IsReadyAsync(server.Client, SlipwayKinds.FeatureSet, new NamespacedName(place, Manifests.FeatureSetName), features => features.Status?.Conditions),
            "the example's Dataset and FeatureSet are ready");
    }

    private static async Task<bool> IsReadyAsync<T>(IKubernetesClient client, ResourceType<T> type, NamespacedName key, Func<T, IReadOnlyList<Condition>?> conditions)
        where T : class, IKubernetesObject =>
        await client.GetAsync(type, key, CancellationToken.None) is { } found && conditions(found).IsTrue("Ready");
}

using Slipway.Api;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Bench.Cluster;

/// <summary>Objects of all five kinds that have come to rest, with all that belongs to them: the state in which most objects are most of the time.</summary>
internal static class RestingObjects
{
    /// <summary>Creates them and waits until an operator, which has to be at work there, has made all of them ready.</summary>
    /// <param name="server">The server.</param>
    /// <param name="place">A new namespace.</param>
    /// <param name="count">Number of each kind.</param>
    public static async Task CreateAsync(ChildApiServer server, string place, int count)
    {
        var client = server.Client;
        using var http = server.Connect();
        var node = new PlayedNode(http, place);
        foreach (var name in Enumerable.Range(0, count).Select(number => $"yarn-{number:0000}"))
        {
            await client.CreateAsync(SlipwayKinds.Dataset.AsDynamic(), Manifests.Dataset(place, name), null, CancellationToken.None);
            await client.CreateAsync(SlipwayKinds.FeatureSet.AsDynamic(), Manifests.FeatureSet(place, name, name), null, CancellationToken.None);
            await client.CreateAsync(SlipwayKinds.TrainingJob.AsDynamic(), Manifests.TrainingJob(place, name, name, name), null, CancellationToken.None);
            await client.CreateAsync(SlipwayKinds.Rollout.AsDynamic(), Manifests.Rollout(place, name), null, CancellationToken.None);
        }

        await node.PlayUntilAsync(
            async () => await ReadyAsync(client, SlipwayKinds.Rollout, place, rollout => rollout.Status?.Conditions) == count
                && await ReadyAsync(client, SlipwayKinds.TrainingJob, place, job => job.Status?.Conditions) == count
                && await ReadyAsync(client, SlipwayKinds.ModelVersion, place, version => version.Status?.Conditions) == count,
            $"{count} objects of each kind are at rest");
    }

    private static async Task<int> ReadyAsync<T>(IKubernetesClient client, ResourceType<T> type, string place, Func<T, IReadOnlyList<Condition>?> conditions)
        where T : class, IKubernetesObject =>
        (await client.ListAsync(type, place, ListOptions.All, CancellationToken.None)).Items.Count(each => conditions(each).IsTrue("Ready"));
}

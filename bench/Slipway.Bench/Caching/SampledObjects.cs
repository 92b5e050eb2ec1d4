using Slipway.Api;
using Slipway.Bench.Cluster;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Bench.Caching;

/// <summary>One object of each kind that the operator reads, as the server says it when all has come to rest: with status, managed fields and owners.</summary>
internal sealed class SampledObjects
{
    private const string Place = "sampled";
    private const string Number = "yarn-0000";

    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    private SampledObjects()
    {
    }

    public static async Task<SampledObjects> TakeAsync(ChildApiServer server)
    {
        await server.CreateNamespaceAsync(Place);
        using var routers = new PlayedRouters();
        await using var running = await InProcessOperator.StartAsync(server.Connect(), Place, routers);
        await RestingObjects.CreateAsync(server, Place, 1);
        var sampled = new SampledObjects();
        await sampled.TakeAsync(server.Client, SlipwayKinds.Dataset);
        await sampled.TakeAsync(server.Client, SlipwayKinds.FeatureSet);
        await sampled.TakeAsync(server.Client, SlipwayKinds.TrainingJob);
        await sampled.TakeAsync(server.Client, SlipwayKinds.ModelVersion);
        await sampled.TakeAsync(server.Client, SlipwayKinds.Rollout);
        await sampled.TakeAsync(server.Client, BuiltIn.Jobs);
        await sampled.TakeAsync(server.Client, BuiltIn.ConfigMaps);
        await sampled.TakeAsync(server.Client, BuiltIn.Services);
        await sampled.TakeAsync(server.Client, BuiltIn.Deployments);
        await sampled.TakeAsync(server.Client, BuiltIn.PodDisruptionBudgets);
        await sampled.TakeAsync(server.Client, BuiltIn.Pods);
        return sampled;
    }

    /// <summary>The object of a kind, as one of many: with a name, a UID and a version of its own.</summary>
    /// <param name="plural">The kind, as in paths.</param>
    /// <param name="number">Which of them; up to 9999.</param>
    /// <param name="version">Its resource version.</param>
    public string Text(string plural, int number, long version) =>
        texts[plural].Replace(Number, $"yarn-{number:0000}", StringComparison.Ordinal).Replace("@number@", $"{number:x12}", StringComparison.Ordinal)
            .Replace("@version@", $"{version}", StringComparison.Ordinal);

    private async Task TakeAsync<T>(IKubernetesClient client, ResourceType<T> type) where T : class, IKubernetesObject
    {
        var found = (await client.ListAsync(type.AsDynamic(), Place, ListOptions.All, CancellationToken.None)).Items[0];
        var text = found.Content.ToJsonString();
        texts[type.Plural] = text
            .Replace($"\"resourceVersion\":\"{found.Metadata.ResourceVersion}\"", "\"resourceVersion\":\"@version@\"", StringComparison.Ordinal)
            .Replace(found.Metadata.Uid!, found.Metadata.Uid![..24] + "@number@", StringComparison.Ordinal);
    }
}

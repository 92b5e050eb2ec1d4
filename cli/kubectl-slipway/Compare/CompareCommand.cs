using System.CommandLine;
using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Cli.Cluster;
using Slipway.Contracts.Data;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Cli.Compare;

/// <summary><c>kubectl slipway compare A B</c>: metrics, configuration, origin and data of two ModelVersions side by side.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string> Before = new("A") { Description = "Name of a ModelVersion." };
    private static readonly Argument<string> After = new("B") { Description = "Name of another one." };

    public static Command Create()
    {
        var command = new Command("compare", "Shows two ModelVersions side by side: which of architecture, definition and trained model changed, metrics with intervals, settings, unused settings, and all data.") { Before, After, ClusterCommand.Place };
        command.Runs(async (cluster, arguments, cancellation) =>
        {
            var before = await ModelVersions.OneAsync(cluster, arguments.GetValue(Before)!, cancellation);
            var after = await ModelVersions.OneAsync(cluster, arguments.GetValue(After)!, cancellation);
            var reader = new ClosureReader(cluster.Client);
            var data = new Dictionary<string, IReadOnlyList<DataUse>> { [before.Metadata.Uid!] = await reader.ReadAsync(before, cancellation), [after.Metadata.Uid!] = await reader.ReadAsync(after, cancellation) };
            foreach (var line in ComparisonPage.Lines(before.Metadata.Name!, after.Metadata.Name!, VersionComparison.Of(before, after, version => data[version.Metadata.Uid!]), cluster.Place))
                await Console.Out.WriteLineAsync(line);
            return 0;
        });
        return command;
    }
}

/// <summary>Reads what the closure of a version's data is made of, one object after the other: namespaces have many, and a model has few.</summary>
internal sealed class ClosureReader(IKubernetesClient client)
{
    private readonly Dictionary<DatasetName, Dataset?> datasets = [];
    private readonly Dictionary<NamespacedName, ModelVersion?> versions = [];

    public async Task<IReadOnlyList<DataUse>> ReadAsync(ModelVersion model, CancellationToken cancellation)
    {
        while (true)
        {
            var (wantedDatasets, wantedVersions) = (new HashSet<DatasetName>(), new HashSet<NamespacedName>());
            var uses = new DataClosure(
                name => Known(datasets, name, wantedDatasets), (place, name) => Known(versions, new NamespacedName(place, name), wantedVersions)).Of(model);
            if (wantedDatasets.Count == 0 && wantedVersions.Count == 0) return uses;
            foreach (var name in wantedDatasets) datasets[name] = await FindAsync(SlipwayKinds.Dataset, new NamespacedName(name.Namespace, name.Name), cancellation);
            foreach (var name in wantedVersions) versions[name] = await FindAsync(SlipwayKinds.ModelVersion, name, cancellation);
        }
    }

    private static TValue? Known<TKey, TValue>(Dictionary<TKey, TValue?> known, TKey key, HashSet<TKey> wanted) where TKey : notnull where TValue : class
    {
        if (known.TryGetValue(key, out var found)) return found;
        wanted.Add(key);
        return null;
    }

    // What may not be read in another namespace is told like what is gone: by its digest alone.
    private async Task<T?> FindAsync<T>(ResourceType<T> type, NamespacedName key, CancellationToken cancellation) where T : class, IKubernetesObject
    {
        try
        {
            return await client.GetAsync(type, key, cancellation);
        }
        catch (KubernetesException denied) when (denied.IsForbidden)
        {
            return null;
        }
    }
}

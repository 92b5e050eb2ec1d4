using System.Globalization;
using Slipway.Kubernetes.Resources;
using Slipway.Sandbox.ApiServer;

namespace Slipway.Sandbox.Tests.Node;

/// <summary>One sandbox for many tests, each in a namespace of its own.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private int places;

    public SandboxCluster Cluster { get; private set; } = null!;

    public static SandboxClusterOptions Options => new()
    {
        Server = new SandboxServerOptions(),
        Images = new Dictionary<string, IReadOnlyList<string>>
        {
            ["example/sh"] = ["/bin/sh"],
            ["example/python"] = ["/usr/bin/python3", "-u"],
        },
        Capacity = new Dictionary<string, string> { ["cpu"] = "16", ["memory"] = "64Gi", ["nvidia.com/gpu"] = "1" },
        NodeLabels = new Dictionary<string, string> { ["accelerator"] = "none" },
        JobRetryDelay = TimeSpan.FromMilliseconds(50),
    };

    public async ValueTask InitializeAsync() => Cluster = await SandboxCluster.StartAsync(Options, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();

    internal async Task<Place> NewPlaceAsync()
    {
        var name = "test-" + Interlocked.Increment(ref places).ToString(CultureInfo.InvariantCulture);
        await Cluster.Client.CreateAsync(BuiltIn.Namespaces, new Namespace { Metadata = new ObjectMeta { Name = name } }, null, default);
        return new Place(Cluster.Client, name);
    }
}

[CollectionDefinition(nameof(ClusterGroup))]
public sealed class ClusterGroup : ICollectionFixture<ClusterFixture>;

using Slipway.Api.Crds;
using Slipway.Bench.Processes;
using Slipway.Kubernetes.Authentication;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Bench.Cluster;

/// <summary>An API server in a process of its own with the five kinds installed; reached as any cluster is, over TLS and HTTP/2 on loopback.</summary>
internal sealed class ChildApiServer : IDisposable
{
    private static readonly ResourceType<DynamicObject> Definitions =
        ResourceType.Dynamic("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", namespaced: false);

    private readonly string folder;
    private readonly ChildProgram program;
    private readonly HttpClient http;

    private ChildApiServer(string folder, ChildProgram program)
    {
        (this.folder, this.program) = (folder, program);
        http = Connect();
        Client = new KubernetesClient(http, new KubernetesClientOptions { FieldManager = "user" });
    }

    /// <summary>A user's client.</summary>
    public IKubernetesClient Client { get; }

    public string Kubeconfig => KubeconfigIn(folder);

    public static async Task<ChildApiServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-bench-").FullName;
        var program = ChildProgram.Start("Slipway.Bench", ApiServerCommand.Name, KubeconfigIn(folder));
        await program.ReadUntilAsync(ApiServerCommand.Ready);
        var server = new ChildApiServer(folder, program);
        await InstallKindsAsync(server.Client);
        return server;
    }

    public static async Task InstallKindsAsync(IKubernetesClient client)
    {
        foreach (var definition in CustomResourceDefinitions.All()) await client.ApplyAsync(Definitions, new DynamicObject(definition), null, CancellationToken.None);
    }

    /// <summary>A connection of its own, as the operator makes it.</summary>
    public HttpClient Connect(Func<HttpMessageHandler, HttpMessageHandler>? wrap = null) =>
        KubernetesHttp.CreateClient(Slipway.Kubernetes.Authentication.Kubeconfig.Load([Kubeconfig], context: null, TimeProvider.System), wrap);

    public Task CreateNamespaceAsync(string name) =>
        Client.CreateAsync(BuiltIn.Namespaces, new Namespace { Metadata = new ObjectMeta { Name = name } }, null, CancellationToken.None);

    /// <summary>Makes every version so far expire.</summary>
    public async Task CompactAsync()
    {
        await program.SendLineAsync(ApiServerCommand.Compact);
        await program.ReadUntilAsync(ApiServerCommand.Compact);
    }

    public void Dispose()
    {
        http.Dispose();
        program.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string KubeconfigIn(string folder) => Path.Combine(folder, "kubeconfig");
}

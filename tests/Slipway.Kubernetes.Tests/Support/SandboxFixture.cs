using Slipway.Kubernetes.Authentication;
using Slipway.Kubernetes.Client;
using Slipway.Sandbox.ApiServer;

namespace Slipway.Kubernetes.Tests.Support;

/// <summary>A sandbox API server behind TLS, reached through the kubeconfig that it writes, as a user would.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private SandboxServer? server;
    private HttpClient? http;

    internal SandboxServer Server => server!;

    internal KubernetesClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        server = await SandboxServer.StartAsync(new SandboxServerOptions());
        var configuration = Kubeconfig.Load([server.WriteKubeconfig(folder.PathOf("config"))], null, TimeProvider.System);
        http = KubernetesHttp.CreateClient(configuration);
        Client = new KubernetesClient(http);
    }

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        if (server is not null) await server.DisposeAsync();
        folder.Dispose();
    }
}

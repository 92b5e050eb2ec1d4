using Slipway.Kubernetes.Authentication;
using Slipway.Kubernetes.Client;
using Slipway.Sandbox.ApiServer;

namespace Slipway.Kubernetes.Tests.Support;

/// <summary>
/// A sandbox API server behind TLS, reached through the kubeconfig that it writes, as a user would; or the server that
/// SLIPWAY_TEST_KUBECONFIG names (<c>make test-integration</c>).
/// </summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private SandboxServer? server;
    private HttpClient? http;

    /// <summary>Forgets old changes, so that watches have to begin anew; a server that is not ours forgets when it likes.</summary>
    internal void CompactHistory() => server?.CompactHistory();

    internal KubernetesClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var kubeconfig = Environment.GetEnvironmentVariable("SLIPWAY_TEST_KUBECONFIG");
        if (string.IsNullOrEmpty(kubeconfig))
        {
            server = await SandboxServer.StartAsync(new SandboxServerOptions());
            kubeconfig = server.WriteKubeconfig(folder.PathOf("config"));
        }

        var configuration = Kubeconfig.Load([kubeconfig], null, TimeProvider.System);
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

using Slipway.Kubernetes.Authentication;
using Slipway.Kubernetes.Client;
using Slipway.Sandbox.Tests;

namespace Slipway.Kubernetes.Tests.Support;

/// <summary>An API server behind TLS, reached through a kubeconfig, as a user would.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    private ServerUnderTest server = null!;
    private HttpClient? http;

    /// <summary>Forgets old changes, so that watches have to begin anew; a server that is not ours forgets when it likes.</summary>
    internal void CompactHistory() => server.Sandbox?.CompactHistory();

    internal KubernetesClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ServerUnderTest.StartAsync();
        http = KubernetesHttp.CreateClient(Kubeconfig.Load([server.Kubeconfig], null, TimeProvider.System));
        Client = new KubernetesClient(http);
    }

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        await server.DisposeAsync();
    }
}

using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Api;
using Slipway.Api.Crds;
using Slipway.Kubernetes.Authentication;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Metrics;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Hosting;
using Slipway.Sandbox.ApiServer;

namespace Slipway.Operator.Tests.Support;

/// <summary>
/// A sandbox API server, or the server that SLIPWAY_TEST_KUBECONFIG names (<c>make test-integration</c>), with the five kinds installed; operators
/// are started and killed at will. Nothing runs pods: tests do.
/// </summary>
public sealed class OperatorCluster : IAsyncLifetime
{
    private static readonly ResourceType<DynamicObject> Definitions =
        ResourceType.Dynamic("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", namespaced: false);

    private readonly string run = Guid.NewGuid().ToString("n")[..6];
    private readonly string? kubeconfig = Environment.GetEnvironmentVariable("SLIPWAY_TEST_KUBECONFIG");
    private SandboxServer? server;
    private HttpClient http = null!;
    private int places;

    internal IKubernetesClient Client { get; private set; } = null!;

    /// <summary>The sandbox; null when it is another server.</summary>
    internal SandboxServer? Server => server;

    public async ValueTask InitializeAsync()
    {
        if (string.IsNullOrEmpty(kubeconfig)) server = await SandboxServer.StartAsync(new SandboxServerOptions());
        http = Http(handler => handler);
        Client = new KubernetesClient(http, new KubernetesClientOptions { FieldManager = "user" });
        foreach (var definition in CustomResourceDefinitions.All())
        {
            await Client.ApplyAsync(Definitions, new DynamicObject(definition), null, CancellationToken.None);
            await UntilServedAsync((string)definition["spec"]!["names"]!["plural"]!);
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (server is not null) await server.DisposeAsync();
    }

    /// <summary>A namespace that no other test uses.</summary>
    internal async Task<string> NamespaceAsync()
    {
        var name = $"test-{run}-{Interlocked.Increment(ref places)}";
        await Client.CreateAsync(BuiltIn.Namespaces, new Namespace { Metadata = new ObjectMeta { Name = name } }, null, CancellationToken.None);
        return name;
    }

    internal RunningOperator Start(string place, Func<HttpMessageHandler, HttpMessageHandler>? wrap = null, HttpMessageHandler? network = null)
    {
        var own = Http(wrap ?? (handler => handler));
        var options = new OperatorOptions { Namespaces = [place], Settings = Samples.Settings, Workers = 2 };
        return new RunningOperator(own, new OperatorRuntime(new KubernetesClient(own), options, Loggers, TimeProvider.System, new MetricRegistry(), network));
    }

    // A failing test is easier to read with what the operator said: SLIPWAY_TEST_LOGS=1.
    private static ILoggerFactory Loggers { get; } = Environment.GetEnvironmentVariable("SLIPWAY_TEST_LOGS") is null
        ? NullLoggerFactory.Instance
        : LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Debug));

    // A real server serves a new kind a moment after it was established.
    private async Task UntilServedAsync(string plural)
    {
        var type = ResourceType.Dynamic(SlipwayApi.Group, SlipwayApi.Version, plural, "Any");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                await Client.ListAsync(type, "default", ListOptions.All, patience.Token);
                return;
            }
            catch (KubernetesException unknown) when (unknown.IsNotFound)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }

    private HttpClient Http(Func<HttpMessageHandler, HttpMessageHandler> wrap)
    {
        if (server is null) return KubernetesHttp.CreateClient(Kubeconfig.Load([kubeconfig!], null, TimeProvider.System), wrap);
        var client = new HttpClient(wrap(server.CreateInProcessHandler())) { BaseAddress = server.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        return client;
    }
}

/// <summary>An operator at work; disposing of it stops it.</summary>
internal sealed class RunningOperator : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly HttpClient http;
    private readonly OperatorRuntime runtime;
    private readonly Task work;

    public RunningOperator(HttpClient http, OperatorRuntime runtime)
    {
        (this.http, this.runtime) = (http, runtime);
        work = Task.Run(() => runtime.RunAsync(stop.Token));
    }

    public OperatorRuntime Runtime => runtime;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await work;
        runtime.Dispose();
        http.Dispose();
        stop.Dispose();
    }
}

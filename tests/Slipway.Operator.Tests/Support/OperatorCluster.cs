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
using Slipway.Sandbox.Tests;

namespace Slipway.Operator.Tests.Support;

/// <summary>An API server with the five kinds installed; operators are started and killed at will. Nothing runs pods: tests do.</summary>
public sealed class OperatorCluster : IAsyncLifetime
{
    private static readonly ResourceType<DynamicObject> Definitions =
        ResourceType.Dynamic("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", namespaced: false);

    private readonly string run = Guid.NewGuid().ToString("n")[..6];
    private ServerUnderTest server = null!;
    private HttpClient http = null!;
    private int places;

    internal IKubernetesClient Client { get; private set; } = null!;

    /// <summary>Path of a kubeconfig for the server.</summary>
    internal string Kubeconfig => server.Kubeconfig;

    public async ValueTask InitializeAsync()
    {
        server = await ServerUnderTest.StartAsync();
        http = Http(handler => handler);
        Client = new KubernetesClient(http, new KubernetesClientOptions { FieldManager = "user" });
        await ChartRights.GrantAsync(Client, CancellationToken.None);
        foreach (var definition in CustomResourceDefinitions.All())
        {
            await Client.ApplyAsync(Definitions, new DynamicObject(definition), null, CancellationToken.None);
            await UntilServedAsync((string)definition["spec"]!["names"]!["plural"]!);
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var place = 1; place <= places; place++)
            await Client.DeleteAsync(BuiltIn.Namespaces, new NamespacedName("", Place(place)), new DeleteOptions(), CancellationToken.None);
        http.Dispose();
        await server.DisposeAsync();
    }

    /// <summary>A namespace that no other test uses.</summary>
    internal async Task<string> NamespaceAsync()
    {
        // Kubernetes names a namespace in its labels from 1.21 on; webhooks are to find it everywhere.
        var name = Place(Interlocked.Increment(ref places));
        var metadata = new ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = name } };
        await Client.CreateAsync(BuiltIn.Namespaces, new Namespace { Metadata = metadata }, null, CancellationToken.None);
        return name;
    }

    private string Place(int number) => $"test-{run}-{number}";

    internal RunningOperator Start(string place, Func<HttpMessageHandler, HttpMessageHandler>? wrap = null, HttpMessageHandler? network = null) =>
        Start([place], Loggers, wrap, network);

    internal RunningOperator Start(
        IReadOnlyList<string> places, ILoggerFactory loggers, Func<HttpMessageHandler, HttpMessageHandler>? wrap = null, HttpMessageHandler? network = null, OperatorSettings? settings = null)
    {
        var own = Http(wrap ?? (handler => handler));
        ChartRights.Restrict(own);
        var options = new OperatorOptions { Namespaces = places, Settings = settings ?? Samples.Settings, Workers = 2 };
        return new RunningOperator(own, new OperatorRuntime(new KubernetesClient(own), options, loggers, TimeProvider.System, new MetricRegistry(), network));
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
        if (server.Sandbox is not { } sandbox)
            return KubernetesHttp.CreateClient(Slipway.Kubernetes.Authentication.Kubeconfig.Load([Kubeconfig], null, TimeProvider.System), wrap);
        var client = new HttpClient(wrap(sandbox.CreateInProcessHandler())) { BaseAddress = sandbox.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", sandbox.Token);
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

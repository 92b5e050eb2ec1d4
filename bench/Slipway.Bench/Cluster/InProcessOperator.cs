using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Bench.Processes;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Metrics;
using Slipway.Operator;
using Slipway.Operator.Hosting;

namespace Slipway.Bench.Cluster;

/// <summary>The operator at work in this process, with the options that it has by default; disposing of it stops it.</summary>
internal sealed class InProcessOperator : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly HttpClient http;
    private readonly Task work;

    private InProcessOperator(HttpClient http, OperatorRuntime runtime)
    {
        (this.http, Runtime) = (http, runtime);
        work = Task.Run(() => runtime.RunAsync(stop.Token));
    }

    public static OperatorSettings Settings { get; } = new()
    {
        TrainerImage = "slipway/trainer:0.1.0", ServerImage = "slipway/server:0.1.0", ArtifactStore = "s3://models/slipway",
        Prometheus = new Uri("http://127.0.0.1:1/"),
    };

    public OperatorRuntime Runtime { get; }

    /// <summary>Starts it and waits until its caches are filled.</summary>
    /// <param name="http">Its connection, which it owns.</param>
    /// <param name="place">Namespace to look after; null: all.</param>
    /// <param name="network">How routers are reached.</param>
    public static async Task<InProcessOperator> StartAsync(HttpClient http, string? place, HttpMessageHandler? network = null)
    {
        var options = new OperatorOptions { Namespaces = place is null ? [] : [place], Settings = Settings };
        var runtime = new OperatorRuntime(new KubernetesClient(http), options, NullLoggerFactory.Instance, TimeProvider.System, new MetricRegistry(), network);
        var running = new InProcessOperator(http, runtime);
        await Until.TrueAsync(() => Task.FromResult(runtime.IsReady), "the operator's caches are filled");
        return running;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await work;
        Runtime.Dispose();
        http.Dispose();
        stop.Dispose();
    }
}

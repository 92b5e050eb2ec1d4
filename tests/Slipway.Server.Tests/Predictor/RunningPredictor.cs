using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Slipway.Server.Predictor;
using Slipway.Storage;

namespace Slipway.Server.Tests.Predictor;

/// <summary>A predictor on a free loopback port.</summary>
internal sealed class RunningPredictor : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string cache;
    private readonly bool ownsCache;

    private RunningPredictor(WebApplication app, string cache, bool ownsCache)
    {
        this.app = app;
        this.cache = cache;
        this.ownsCache = ownsCache;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public static async Task<RunningPredictor> StartAsync(
        YarnModel model, Func<PredictorOptions, PredictorOptions>? change = null, string? cache = null, bool waitForReady = true, TimeProvider? clock = null, IObjectStore? store = null)
    {
        var folder = cache ?? Directory.CreateTempSubdirectory("slipway-cache-").FullName;
        var options = new PredictorOptions
        {
            ModelUri = model.Uri,
            ModelDigest = model.Digest,
            Revision = "r1",
            Address = IPAddress.Loopback,
            Port = 0,
            CacheFolder = folder,
            Drain = TimeSpan.Zero,
        };
        var app = PredictorServer.Build(change?.Invoke(options) ?? options, clock ?? TimeProvider.System, store);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var predictor = new RunningPredictor(app, folder, cache is null);
        if (waitForReady) await predictor.WaitForReadyAsync();
        return predictor;
    }

    public async Task WaitForReadyAsync() => (await WaitForPhaseAsync("Ready")).ShouldBe("");

    /// <summary>Waits until the server is in a phase, and returns the reason that it gives.</summary>
    public async Task<string> WaitForPhaseAsync(string phase)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(20); ;)
        {
            var status = await GetAsync("/status");
            var reason = status.Json.TryGetProperty("reason", out var text) ? text.GetString()! : "";
            if (status.Json.GetProperty("phase").GetString() == phase) return reason;
            if (DateTime.UtcNow > deadline) throw new TimeoutException($"the predictor is {status.Json}, not {phase}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public async Task<Answer> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    public async Task<Answer> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Client.PostAsync(path, content, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    public Task<Answer> InferAsync(string json) => PostAsync("/v2/models/clicks/infer", json);

    public async Task<string> MetricsAsync() => await Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

    /// <summary>Stops the host as SIGTERM does.</summary>
    public Task StopAsync() => app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5))) await app.StopAsync(limit.Token);
        await app.DisposeAsync();
        if (ownsCache) Directory.Delete(cache, recursive: true);
    }
}

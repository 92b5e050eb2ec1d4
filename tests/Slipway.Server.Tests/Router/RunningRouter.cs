using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Slipway.Contracts;
using Slipway.Contracts.Serving;
using Slipway.Server.Router;

namespace Slipway.Server.Tests.Router;

/// <summary>A router on free loopback ports, started from a file as in a pod.</summary>
internal sealed class RunningRouter : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string folder;

    private RunningRouter(WebApplication app, string folder)
    {
        this.app = app;
        this.folder = folder;
        var urls = app.Urls.ToArray();
        Data = new HttpClient { BaseAddress = new Uri(urls[0]) };
        Admin = new HttpClient { BaseAddress = new Uri(urls[1]) };
    }

    public HttpClient Data { get; }

    public HttpClient Admin { get; }

    public string ConfigFile => Path.Combine(folder, "routes.json");

    public static async Task<RunningRouter> StartAsync(RouteTable? table, Func<RouterOptions, RouterOptions>? change = null, int seed = 1)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-router-").FullName;
        var options = new RouterOptions
        {
            ConfigFile = Path.Combine(folder, "routes.json"),
            Address = IPAddress.Loopback,
            Port = 0,
            AdminPort = 0,
            ConfigInterval = TimeSpan.FromMilliseconds(50),
            Drain = TimeSpan.Zero,
        };
        if (table is not null) File.WriteAllText(options.ConfigFile, JsonSerializer.Serialize(table, ContractsJson.Default.RouteTable));
        var app = RouterServer.Build(change?.Invoke(options) ?? options, TimeProvider.System, new LockedRandom(seed));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningRouter(app, folder);
    }

    public static RouteTable Table(long generation, params (string Revision, string Url, int Weight)[] backends) => new()
    {
        Namespace = "shop",
        Rollout = "clicks",
        Model = "clicks",
        Generation = generation,
        Backends = [.. backends.Select(backend => new Backend { Revision = backend.Revision, ModelVersion = "v-" + backend.Revision, Url = backend.Url, Weight = backend.Weight })],
    };

    public async Task<Answer> PutAsync(RouteTable table)
    {
        using var response = await Admin.PutAsJsonAsync("/admin/routes", table, ContractsJson.Default.RouteTable, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Sends one request through the data port; returns its status and the revision that answered.</summary>
    public async Task<(int Status, string? Revision)> SendAsync(string? forced = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/clicks/infer") { Content = new StringContent("{\"inputs\":[]}") };
        if (forced is not null) request.Headers.Add(RouterHeaders.Revision, forced);
        using var response = await Data.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, response.Headers.TryGetValues(RouterHeaders.Revision, out var values) ? values.Single() : null);
    }

    public Task<string> MetricsAsync() => Admin.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Data.Dispose();
        Admin.Dispose();
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5))) await app.StopAsync(limit.Token);
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A seeded source that many requests may draw from at once, as they may from the one used in production.</summary>
    private sealed class LockedRandom(int seed) : Random
    {
        private readonly Lock gate = new();
        private readonly Random source = new(seed);

        public override long NextInt64(long maxValue)
        {
            lock (gate) return source.NextInt64(maxValue);
        }
    }
}

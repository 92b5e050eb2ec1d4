using System.Net.Http.Headers;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Features;
using Slipway.Testing;

namespace Slipway.Server.Tests.Predictor.Events;

/// <summary>Two real servers on one log in a real S3 server: what one of them receives, both serve, and a new one after both were killed.</summary>
[Trait("Capability", "F12")]
[Trait("Capability", "D27")]
public sealed class EventProcessTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("slipway-processes-").FullName;
    private readonly YarnModel model = new(change: manifest => manifest with
    {
        Windows = [Clicks.Window(("discount", WindowFunction.Sum, "price")) with { Length = Duration.Parse("900s"), Slide = Duration.Parse("1s"), Lateness = Duration.Parse("1s") }],
    });

    private S3Server s3 = null!;

    public async ValueTask InitializeAsync() => s3 = await S3Server.StartAsync();

    [Fact]
    public async Task Replicas_agree_and_a_kill_loses_nothing_that_was_acknowledged()
    {
        Clicks.WriteTable(Path.Combine(folder, "lookups.json"), Clicks.Log($"s3://{S3Server.Bucket}/clicks"));
        await using (var first = await StartAsync())
        await using (var second = await StartAsync())
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(async id =>
            {
                var sender = id % 2 == 0 ? first : second;
                using var content = new StringContent(Clicks.Event(id, DateTimeOffset.UtcNow, price: 0.8), new MediaTypeHeaderValue("application/x-ndjson"));
                using var response = await sender.Client.PostAsync("/v2/events/" + Clicks.Dataset, content);
                response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
            }));
            await Eventually.TrueAsync(async () => await ScoreAsync(first.Client) is 0.125 && await ScoreAsync(second.Client) is 0.125);
            await first.Process.SignalAsync("KILL");
            await second.Process.SignalAsync("KILL");
        }

        await using var third = await StartAsync();
        await Eventually.TrueAsync(async () => await ScoreAsync(third.Client) is 0.125);
    }

    public ValueTask DisposeAsync()
    {
        s3.Dispose();
        model.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<Replica> StartAsync()
    {
        var port = ServerProcess.FreePort();
        var process = new ServerProcess(
            new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = s3.Endpoint.ToString(), ["AWS_ACCESS_KEY_ID"] = S3Server.AccessKey, ["AWS_SECRET_ACCESS_KEY"] = S3Server.AccessKey },
            "predictor", "--model-uri", model.Uri, "--address", "127.0.0.1", $"--port={port}", "--cache-folder", Path.Combine(folder, $"cache-{port}"), "--drain", "0s",
            "--lookups-config", Path.Combine(folder, "lookups.json"), "--events-interval", "200ms");
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await process.WaitForAsync(client, "/v2/health/ready", 200);
        return new Replica(process, client);
    }

    /// <summary>1 over the sum of the prices, null while there is none.</summary>
    private static async Task<double?> ScoreAsync(HttpClient client)
    {
        using var content = new StringContent("""
            {"inputs":[{"name":"price","datatype":"FP64","shape":[1,1],"data":[1]},{"name":"customer","datatype":"BYTES","shape":[1,1],"data":["ada"]}],"outputs":[{"name":"score"}]}
            """);
        using var response = await client.PostAsync("/v2/models/clicks/infer", content);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var value = answer.RootElement.GetProperty("outputs")[0].GetProperty("data")[0];
        return value.ValueKind == JsonValueKind.Null ? null : value.GetDouble();
    }

    private sealed record Replica(ServerProcess Process, HttpClient Client) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await Process.DisposeAsync();
        }
    }
}

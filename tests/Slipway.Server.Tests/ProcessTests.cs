using System.Text.Json;
using Slipway.Contracts;
using Slipway.Server.Tests.Predictor;
using Slipway.Server.Tests.Router;

namespace Slipway.Server.Tests;

/// <summary>The executable itself: flags, signals, exit codes.</summary>
public sealed class ProcessTests
{
    [Fact]
    [Trait("Capability", "S4")]
    public async Task A_predictor_that_is_told_to_stop_answers_until_clients_have_noticed()
    {
        using var model = new YarnModel();
        var cache = Directory.CreateTempSubdirectory("slipway-cache-").FullName;
        var port = ServerProcess.FreePort();
        await using var server = new ServerProcess(
            "predictor", "--model-uri", model.Uri, "--model-digest", model.Digest, "--revision", "r1", "--address", "127.0.0.1", $"--port={port}",
            "--cache-folder", cache, "--drain", "2s");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await server.WaitForAsync(client, "/v2/health/ready", 200);

        await server.SignalAsync("TERM");

        await server.WaitForAsync(client, "/v2/health/ready", 503);
        using var content = new StringContent(Requests.OneRow());
        using var response = await client.PostAsync("/v2/models/clicks/infer", content, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(200);
        response.Headers.ConnectionClose.ShouldBe(true);
        (await server.ExitCodeAsync()).ShouldBe(0);
        Directory.Delete(cache, recursive: true);
    }

    [Fact]
    [Trait("Capability", "R1")]
    public async Task A_replica_leaves_behind_a_router_without_a_failed_request()
    {
        using var model = new YarnModel();
        var cache = Directory.CreateTempSubdirectory("slipway-cache-").FullName;
        var ports = new[] { ServerProcess.FreePort(), ServerProcess.FreePort() };
        await using var leaving = Predictor(model, cache, ports[0]);
        await using var staying = Predictor(model, cache, ports[1]);
        using (var first = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports[0]}") }) await leaving.WaitForAsync(first, "/v2/health/ready", 200);
        using (var second = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports[1]}") }) await staying.WaitForAsync(second, "/v2/health/ready", 200);
        var (left, right) = (("r1", $"http://127.0.0.1:{ports[0]}", 1), ("r2", $"http://127.0.0.1:{ports[1]}", 1));
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(1, left, right));
        using var stop = new CancellationTokenSource();
        var statuses = new List<int>();
        var load = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var content = new StringContent(Requests.OneRow());
                using var response = await router.Data.PostAsync("/v2/models/clicks/infer", content);
                lock (statuses) statuses.Add((int)response.StatusCode);
            }
        });

        await leaving.SignalAsync("TERM");
        await router.PutAsync(RunningRouter.Table(2, right));
        (await leaving.ExitCodeAsync()).ShouldBe(0);
        await stop.CancelAsync();
        await load;

        statuses.Count.ShouldBeGreaterThan(100);
        statuses.ShouldAllBe(status => status == 200);
        Directory.Delete(cache, recursive: true);
    }

    [Fact]
    public async Task A_router_starts_from_its_file()
    {
        await using var backend = await FakeRevision.StartAsync();
        var file = Path.GetTempFileName();
        File.WriteAllText(file, JsonSerializer.Serialize(RunningRouter.Table(1, ("r1", backend.Url, 1)), ContractsJson.Default.RouteTable));
        var (port, admin) = (ServerProcess.FreePort(), ServerProcess.FreePort());
        await using var server = new ServerProcess(
            "router", "--config", file, "--address", "127.0.0.1", "--port", $"{port}", "--admin-port", $"{admin}", "--drain", "0s");
        using var adminClient = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{admin}") };
        await server.WaitForAsync(adminClient, "/readyz", 200);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        (await client.GetStringAsync("/v2", TestContext.Current.CancellationToken)).ShouldBe("{}");

        await server.SignalAsync("TERM");
        (await server.ExitCodeAsync()).ShouldBe(0);
        File.Delete(file);
    }

    [Theory]
    [InlineData("--model-uri is missing; give the flag or the environment variable SLIPWAY_MODEL_URI", "predictor")]
    [InlineData("--model-uri: 'model.onnx' is no storage URI", "predictor", "--model-uri", "model.onnx")]
    [InlineData("--port is \"eighty\"; it must be a whole number from 0 to 65535", "predictor", "--model-uri", "file:///m", "--port", "eighty")]
    [InlineData("--model-digest is \"sha256:12\"; it must be sha256: and 64 hexadecimal digits", "predictor", "--model-uri", "file:///m", "--model-digest", "sha256:12")]
    [InlineData("unknown flag --modle-name; known flags are", "predictor", "--model-uri", "file:///m", "--modle-name", "x")]
    [InlineData("--drain is \"5\"; it must be a duration", "router", "--config", "/r.json", "--drain", "5")]
    [InlineData("unknown command \"serve\"", "serve")]
    public async Task Wrong_flags_are_named_and_end_the_process(string message, params string[] arguments)
    {
        await using var server = new ServerProcess(arguments);
        (await server.ExitCodeAsync()).ShouldBe(2);
        server.Output.ShouldContain(message);
    }

    private static ServerProcess Predictor(YarnModel model, string cache, int port) => new(
        "predictor", "--model-uri", model.Uri, "--model-digest", model.Digest, "--address", "127.0.0.1", "--port", $"{port}", "--cache-folder", cache, "--drain", "2s");
}

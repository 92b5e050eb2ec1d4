using Microsoft.AspNetCore.Http;
using Slipway.Server.Tests.Predictor;

namespace Slipway.Server.Tests.Router;

/// <summary>A failing revision is seen as that: no other revision ever answers in its place.</summary>
[Trait("Capability", "R1")]
public sealed class FailureTests
{
    private const string Canary = "namespace=\"shop\",rollout=\"clicks\",revision=\"canary\",model_version=\"v-canary\"";

    [Fact]
    public async Task A_candidate_that_is_down_costs_its_own_share_and_nothing_else()
    {
        await using var stable = await FakeRevision.StartAsync();
        var candidate = await FakeRevision.StartAsync();
        var gone = candidate.Url;
        await candidate.DisposeAsync();
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(1, ("stable", stable.Url, 1), ("canary", gone, 1)));
        var failed = 0;

        for (var i = 0; i < 100; i++)
        {
            var (status, revision) = await router.SendAsync();
            status.ShouldBe(revision == "canary" ? 502 : 200);
            if (revision == "canary") failed++;
        }

        failed.ShouldBeInRange(20, 80);
        stable.Requests.ShouldBe(100 - failed);
        var metrics = await router.MetricsAsync();
        metrics.ShouldContain($"slipway_router_requests_total{{{Canary},code=\"502\"}} {failed}\n");
        metrics.ShouldContain($"slipway_router_retries_total{{{Canary}}} {failed}\n");
    }

    [Fact]
    public async Task A_connection_that_fails_is_tried_once_more_at_the_same_revision()
    {
        await using var alive = await FakeRevision.StartAsync();
        var dead = await FakeRevision.StartAsync();
        var gone = dead.Url;
        await dead.DisposeAsync();
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(1, ("canary", gone, 1), ("canary", alive.Url, 1)));

        for (var i = 0; i < 30; i++) (await router.SendAsync()).ShouldBe((200, "canary"));

        alive.Requests.ShouldBe(30);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_a_504_of_its_revision()
    {
        await using var slow = await FakeRevision.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var router = await RunningRouter.StartAsync(
            RunningRouter.Table(1, ("canary", slow.Url, 1)), options => options with { Timeout = TimeSpan.FromMilliseconds(200) });

        using var response = await router.Data.GetAsync("/v2/models/clicks", TestContext.Current.CancellationToken);
        var answer = await Answer.ReadAsync(response);

        answer.Status.ShouldBe(504);
        answer.Error.ShouldBe("revision \"canary\" did not answer within 0.2 s");
        (await router.MetricsAsync()).ShouldContain($"slipway_router_requests_total{{{Canary},code=\"504\"}} 1\n");
    }

    [Fact]
    public async Task An_answer_that_breaks_off_reaches_the_client_as_broken()
    {
        await using var breaking = await FakeRevision.StartAsync(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(1, ("canary", breaking.Url, 1)));

        await Should.ThrowAsync<HttpRequestException>(() => router.Data.GetStringAsync("/v2/models/clicks", TestContext.Current.CancellationToken));

        await WaitForAsync(router, $"slipway_router_requests_total{{{Canary},code=\"502\"}} 1\n");
    }

    [Fact]
    public async Task An_error_of_the_model_is_passed_on_and_counted_with_its_code()
    {
        await using var failing = await FakeRevision.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return context.Response.WriteAsync("{\"error\":\"no\"}");
        });
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(1, ("canary", failing.Url, 1)));

        (await router.SendAsync()).ShouldBe((500, "canary"));

        failing.Requests.ShouldBe(1);
        (await router.MetricsAsync()).ShouldContain($"slipway_router_requests_total{{{Canary},code=\"500\"}} 1\n");
    }

    [Fact]
    [Trait("Capability", "S5")]
    public async Task A_model_behind_a_router_is_served_with_nobody_else_running()
    {
        using var model = new YarnModel();
        await using var predictor = await RunningPredictor.StartAsync(model);
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(1, ("r1", predictor.Client.BaseAddress!.ToString(), 1)));

        using var content = new StringContent(Requests.OneRow(id: "7"));
        using var response = await router.Data.PostAsync("/v2/models/clicks/infer", content, TestContext.Current.CancellationToken);
        var answer = await Answer.ReadAsync(response);

        answer.Status.ShouldBe(200);
        answer.Json.GetProperty("id").GetString().ShouldBe("7");
        answer.Header("slipway-revision").ShouldBe("r1");
    }

    private static async Task WaitForAsync(RunningRouter router, string line)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(10); !(await router.MetricsAsync()).Contains(line, StringComparison.Ordinal);)
        {
            if (DateTime.UtcNow > deadline) (await router.MetricsAsync()).ShouldContain(line);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}

using Microsoft.AspNetCore.Http;
using Slipway.Server.Router;

namespace Slipway.Server.Tests.Router;

[Trait("Capability", "R1")]
public sealed class RoutingTests
{
    [Fact]
    public async Task Requests_are_divided_by_weight()
    {
        await using var stable = await FakeRevision.StartAsync();
        await using var candidate = await FakeRevision.StartAsync();
        await using var dark = await FakeRevision.StartAsync();
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(1, ("stable", stable.Url, 90), ("canary", candidate.Url, 10), ("dark", dark.Url, 0)));
        const int total = 4000;

        await Parallel.ForAsync(0, total, TestContext.Current.CancellationToken, async (_, _) => (await router.SendAsync()).Status.ShouldBe(200));

        // Five standard deviations of a binomial count: sqrt(4000 * 0.1 * 0.9) = 19.
        candidate.Requests.ShouldBeInRange(400 - 95, 400 + 95);
        (stable.Requests + candidate.Requests).ShouldBe(total);
        dark.Requests.ShouldBe(0);
        var metrics = await router.MetricsAsync();
        metrics.ShouldContain($"{Series("slipway_router_requests_total", "canary", "200")} {candidate.Requests}\n");
        metrics.ShouldContain($"slipway_router_request_duration_seconds_count{{namespace=\"shop\",rollout=\"clicks\",revision=\"canary\",model_version=\"v-canary\"}} {candidate.Requests}\n");
    }

    [Fact]
    public async Task Weights_change_at_once_under_load_and_no_request_fails()
    {
        await using var stable = await FakeRevision.StartAsync();
        await using var candidate = await FakeRevision.StartAsync();
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(1, ("stable", stable.Url, 100), ("canary", candidate.Url, 0)));
        using var stop = new CancellationTokenSource();
        var failures = 0;
        var sent = 0;
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                if ((await router.SendAsync()).Status != 200) Interlocked.Increment(ref failures);
                Interlocked.Increment(ref sent);
            }
        })).ToArray();

        for (var step = 1; step <= 40; step++)
        {
            var weight = step == 40 ? 100 : step * 7 % 100;
            (await router.PutAsync(RunningRouter.Table(1 + step, ("stable", stable.Url, 100 - weight), ("canary", candidate.Url, weight)))).Status.ShouldBe(200);
            var seen = Volatile.Read(ref sent);
            while (Volatile.Read(ref sent) < seen + 20) await Task.Yield();
        }

        // The last table gives everything to the candidate; it holds for every request that comes after it.
        var before = stable.Requests;
        for (var i = 0; i < 200; i++) (await router.SendAsync()).Revision.ShouldBe("canary");
        await stop.CancelAsync();
        await Task.WhenAll(load);
        failures.ShouldBe(0);
        (stable.Requests - before).ShouldBeLessThanOrEqualTo(load.Length);
        sent.ShouldBeGreaterThan(800);
    }

    [Fact]
    public async Task A_request_under_way_ends_at_the_revision_it_began_with()
    {
        var arrived = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var old = await FakeRevision.StartAsync(async context =>
        {
            arrived.SetResult();
            await release.Task;
            await context.Response.WriteAsync("late");
        });
        await using var fresh = await FakeRevision.StartAsync();
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(1, ("old", old.Url, 100)));
        var slow = router.Data.GetAsync("/v2/models/clicks", TestContext.Current.CancellationToken);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        await router.PutAsync(RunningRouter.Table(2, ("new", fresh.Url, 100)));
        (await router.SendAsync()).Revision.ShouldBe("new");
        release.SetResult();

        using var response = await slow;
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("late");
        response.Headers.GetValues(RouterHeaders.Revision).ShouldBe(["old"]);
        (await router.MetricsAsync()).ShouldContain($"{Series("slipway_router_requests_total", "old", "200")} 1\n");
    }

    [Fact]
    public async Task Bodies_and_headers_go_through_in_both_directions()
    {
        await using var echo = await FakeRevision.StartAsync(async context =>
        {
            context.Response.StatusCode = 201;
            context.Response.Headers["x-query"] = context.Request.QueryString.Value;
            context.Response.Headers["x-method"] = context.Request.Method;
            context.Response.Headers["x-kept"] = context.Request.Headers["x-kept"];
            context.Response.Headers["x-hop"] = context.Request.Headers.ContainsKey("x-hop") ? "leaked" : "removed";
            context.Response.Headers["x-forced"] = context.Request.Headers.ContainsKey(RouterHeaders.Revision) ? "leaked" : "removed";
            context.Response.ContentType = context.Request.ContentType;
            await context.Request.Body.CopyToAsync(context.Response.Body);
        });
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(1, ("r1", echo.Url, 1)));
        var body = new byte[3_000_000];
        new Random(5).NextBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/a%20b/infer?x=1&y=%2F") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/octet-stream");
        request.Headers.Add("x-kept", ["one", "two"]);
        request.Headers.Add("x-hop", "1");
        request.Headers.Add(RouterHeaders.Revision, "r1");
        request.Headers.Connection.Add("x-hop");

        using var response = await router.Data.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(201);
        response.Headers.GetValues("x-query").ShouldBe(["?x=1&y=%2F"]);
        string.Concat(response.Headers.GetValues("x-kept")).Replace(" ", "", StringComparison.Ordinal).ShouldBe("one,two");
        response.Headers.GetValues("x-hop").ShouldBe(["removed"]);
        response.Headers.GetValues("x-forced").ShouldBe(["removed"]);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        response.Headers.GetValues(RouterHeaders.Revision).ShouldBe(["r1"]);
        response.Headers.GetValues(RouterHeaders.ModelVersion).ShouldBe(["v-r1"]);
        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(body);
    }

    [Fact]
    public async Task A_request_may_name_a_known_revision_and_is_counted_apart()
    {
        await using var stable = await FakeRevision.StartAsync();
        await using var candidate = await FakeRevision.StartAsync();
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(1, ("stable", stable.Url, 100), ("canary", candidate.Url, 0)));

        (await router.SendAsync(forced: "canary")).ShouldBe((200, "canary"));
        (await router.SendAsync(forced: "gone")).Status.ShouldBe(400);

        candidate.Requests.ShouldBe(1);
        stable.Requests.ShouldBe(0);
        var metrics = await router.MetricsAsync();
        metrics.ShouldContain($"{Series("slipway_router_requests_total", "canary", "200")} 0\n");
        metrics.ShouldContain($"{Series("slipway_router_forced_requests_total", "canary", "200")} 1\n");
    }

    private static string Series(string name, string revision, string code) =>
        $"{name}{{namespace=\"shop\",rollout=\"clicks\",revision=\"{revision}\",model_version=\"v-{revision}\",code=\"{code}\"}}";
}

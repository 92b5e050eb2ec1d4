using System.Text;
using Slipway.Server.Router;

namespace Slipway.Server.Tests.Router;

[Trait("Capability", "F12")]
public sealed class EventRoutingTests
{
    [Fact]
    public async Task Events_go_to_the_stable_revision_whatever_the_weights_and_are_no_requests_to_it()
    {
        await using var stable = await FakeRevision.StartAsync();
        await using var candidate = await FakeRevision.StartAsync();
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(1, ("stable", stable.Url, 0), ("canary", candidate.Url, 100)));

        for (var i = 0; i < 20; i++) (await SendAsync(router)).ShouldBe("stable");
        (await SendAsync(router, "canary")).ShouldBe("canary");

        (stable.Requests, candidate.Requests).ShouldBe((20, 1));
        var metrics = await router.MetricsAsync();
        metrics.ShouldContain($"{Series("slipway_router_event_requests_total", "stable")} 20\n");
        metrics.ShouldContain($"{Series("slipway_router_event_requests_total", "canary")} 1\n");
        metrics.ShouldContain($"{Series("slipway_router_requests_total", "stable")} 0\n");
        metrics.ShouldContain($"{Series("slipway_router_requests_total", "canary")} 0\n");
        metrics.ShouldNotContain("slipway_router_forced_requests_total{");
        metrics.ShouldContain("slipway_router_request_duration_seconds_count{namespace=\"shop\",rollout=\"clicks\",revision=\"stable\",model_version=\"v-stable\"} 0\n");
    }

    [Fact]
    public async Task Without_a_revision_there_is_nobody_to_take_events()
    {
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(1));
        using var content = new StringContent("{}");
        using var response = await router.Data.PostAsync("/v2/events/clicks_log", content, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(503);
    }

    private static async Task<string> SendAsync(RunningRouter router, string? revision = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/events/clicks_log") { Content = new StringContent("{}", Encoding.UTF8, "application/x-ndjson") };
        request.Headers.Add("Slipway-Bundle-Id", "0199d3c2-7b1e-7c4e-9a57-2f6f2f3c4d5e");
        if (revision is not null) request.Headers.Add(RouterHeaders.Revision, revision);
        using var response = await router.Data.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(200);
        return response.Headers.GetValues(RouterHeaders.Revision).Single();
    }

    private static string Series(string name, string revision) =>
        $"{name}{{namespace=\"shop\",rollout=\"clicks\",revision=\"{revision}\",model_version=\"v-{revision}\",code=\"200\"}}";
}

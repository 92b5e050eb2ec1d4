using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Serving;

namespace Slipway.Server.Tests.Router;

[Trait("Capability", "R1")]
public sealed class RouteTableTests
{
    [Fact]
    public async Task The_admin_port_tells_the_table_in_force_and_takes_a_newer_one()
    {
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(4, ("a", "http://127.0.0.1:1", 1)));
        (await InForceAsync(router)).Generation.ShouldBe(4);

        var put = await router.PutAsync(RunningRouter.Table(5, ("a", "http://127.0.0.1:1", 3), ("b", "http://127.0.0.1:2", 2)));

        put.Status.ShouldBe(200);
        put.Json.GetProperty("generation").GetInt64().ShouldBe(5);
        (await InForceAsync(router)).Backends.Select(backend => backend.Weight).ShouldBe([3, 2]);
        var metrics = await router.MetricsAsync();
        metrics.ShouldContain("slipway_router_route_generation{namespace=\"shop\",rollout=\"clicks\"} 5\n");
        metrics.ShouldContain("slipway_router_weight{namespace=\"shop\",rollout=\"clicks\",revision=\"b\",model_version=\"v-b\"} 2\n");
    }

    [Fact]
    public async Task A_revisions_series_start_at_zero_with_its_route_and_its_weight_ends_with_it()
    {
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(1, ("a", "http://127.0.0.1:1", 1)));

        await router.PutAsync(RunningRouter.Table(2, ("b", "http://127.0.0.1:2", 1)));

        var metrics = await router.MetricsAsync();
        const string labels = "namespace=\"shop\",rollout=\"clicks\",revision=\"b\",model_version=\"v-b\"";
        foreach (var code in new[] { "200", "400", "500", "502", "503", "504" })
            metrics.ShouldContain($"slipway_router_requests_total{{{labels},code=\"{code}\"}} 0\n");
        metrics.ShouldContain($"slipway_router_request_duration_seconds_count{{{labels}}} 0\n");
        metrics.ShouldContain("slipway_router_requests_total{namespace=\"shop\",rollout=\"clicks\",revision=\"a\"");
        metrics.ShouldNotContain("slipway_router_weight{namespace=\"shop\",rollout=\"clicks\",revision=\"a\"");
    }

    [Fact]
    public async Task Older_generations_and_changes_without_a_new_generation_are_refused()
    {
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(7, ("a", "http://127.0.0.1:1", 1)));

        var older = await router.PutAsync(RunningRouter.Table(6, ("a", "http://127.0.0.1:1", 9)));
        older.Status.ShouldBe(409);
        older.Error.ShouldBe("generation 7 is in force, the table has the older generation 6");
        var changed = await router.PutAsync(RunningRouter.Table(7, ("a", "http://127.0.0.1:1", 9)));
        changed.Status.ShouldBe(409);
        (await router.PutAsync(RunningRouter.Table(7, ("a", "http://127.0.0.1:1", 1)))).Status.ShouldBe(200);
        (await InForceAsync(router)).Backends.Single().Weight.ShouldBe(1);
    }

    [Fact]
    public async Task Unsound_tables_are_refused_with_the_field()
    {
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(1, ("a", "http://127.0.0.1:1", 1)));

        (await router.PutAsync(RunningRouter.Table(2, ("a", "http://127.0.0.1:1", -1)))).Error.ShouldBe("backends[0].weight is -1; it must not be negative");
        (await router.PutAsync(RunningRouter.Table(2, ("a", "ftp://x", 1)))).Error.ShouldStartWith("backends[0].url is \"ftp://x\"");
        (await router.PutAsync(RunningRouter.Table(2, ("", "http://127.0.0.1:1", 1)))).Error.ShouldBe("backends[0].revision is empty");
        (await router.PutAsync(RunningRouter.Table(2, ("a", "http://127.0.0.1:1", 1)) with { Rollout = "cats" })).Error
            .ShouldBe("this router belongs to Rollout shop/clicks, the table is of shop/cats");
        using var response = await router.Admin.PutAsync("/admin/routes", new StringContent("{\"model\":3}"), TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(400);
        (await InForceAsync(router)).Generation.ShouldBe(1);
    }

    [Fact]
    public async Task A_router_without_a_route_is_not_ready_until_its_file_arrives()
    {
        await using var backend = await FakeRevision.StartAsync();
        await using var router = await RunningRouter.StartAsync(table: null);
        (await StatusAsync(router, "/healthz")).ShouldBe(200);
        (await StatusAsync(router, "/readyz")).ShouldBe(503);
        (await router.SendAsync()).Status.ShouldBe(503);

        File.WriteAllText(router.ConfigFile, JsonSerializer.Serialize(RunningRouter.Table(1, ("a", backend.Url, 1)), ContractsJson.Default.RouteTable));

        for (var deadline = DateTime.UtcNow.AddSeconds(10); await StatusAsync(router, "/readyz") != 200;)
        {
            DateTime.UtcNow.ShouldBeLessThan(deadline);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        (await router.SendAsync()).ShouldBe((200, "a"));
    }

    [Fact]
    public async Task No_weight_at_all_is_an_outage_that_is_said()
    {
        await using var router = await RunningRouter.StartAsync(RunningRouter.Table(3, ("a", "http://127.0.0.1:1", 0)));
        using var response = await router.Data.GetAsync("/v2/health/ready", TestContext.Current.CancellationToken);
        var answer = await Answer.ReadAsync(response);
        answer.Status.ShouldBe(503);
        answer.Error.ShouldBe("no revision of \"clicks\" takes requests: every weight of generation 3 is 0");
        (await router.MetricsAsync()).ShouldContain("slipway_router_unrouted_requests_total{code=\"503\"} 1\n");
    }

    private static async Task<int> StatusAsync(RunningRouter router, string path)
    {
        using var response = await router.Admin.GetAsync(path, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private static async Task<RouteTable> InForceAsync(RunningRouter router) =>
        JsonSerializer.Deserialize(await router.Admin.GetStringAsync("/admin/routes", TestContext.Current.CancellationToken), ContractsJson.Default.RouteTable)!;
}

using Slipway.Contracts.Serving;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Rollouts.Decisions;
using Slipway.Operator.Rollouts.Routing;

namespace Slipway.Operator.Tests.Rollouts.Shell;

[Trait("Capability", "R9")]
public sealed class RouterFleetTests
{
    private readonly RolloutNetwork network = new();

    [Fact]
    public async Task Routers_with_no_table_or_an_older_one_get_the_committed_one()
    {
        network.AddRouter("10.0.0.1");
        network.AddRouter("10.0.0.2", Table(3, 100));
        var state = await SyncAsync(Table(4, 90), Pod(1), Pod(2));
        state.Confirm(4).ShouldBeTrue();
        network.Tables().ShouldAllBe(table => table.Generation == 4 && table.Backends[0].Weight == 90);
    }

    [Fact]
    public async Task A_router_that_is_up_to_date_is_not_written_to()
    {
        network.AddRouter("10.0.0.1", Table(4, 90));
        (await SyncAsync(Table(4, 90), Pod(1))).ShouldBe(new RouterState(1, 4));
        network.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Other_backends_under_the_same_generation_ask_for_a_higher_one()
    {
        network.AddRouter("10.0.0.1", Table(4, 50));
        network.AddRouter("10.0.0.2", Table(7, 10));
        network.AddRouter("10.0.0.3", Table(2, 10));
        var state = await SyncAsync(Table(4, 90), Pod(1), Pod(2), Pod(3));
        state.HighestForeignGeneration.ShouldBe(7);

        var scene = new RolloutScene("v1");
        scene.Run(TimeSpan.FromSeconds(1));
        RolloutDecider.Decide(scene.World() with { Routers = state }, scene.Now).Status.RouteGeneration.ShouldBe(8);
    }

    [Fact]
    public async Task A_silent_router_is_named_and_nothing_is_confirmed()
    {
        network.AddRouter("10.0.0.1");
        network.AddRouter("10.0.0.2");
        network.Silent["10.0.0.2"] = true;
        var state = await SyncAsync(Table(4, 90), Pod(1), Pod(2));
        state.Confirm(4).ShouldBeFalse();
        state.Trouble.ShouldBe("router pod router-2 does not answer at http://10.0.0.2:8081/admin/routes: Connection refused");
        network.Tables().Single().Generation.ShouldBe(4, "the others are brought up to date all the same");
    }

    [Fact]
    public async Task Pods_that_are_not_running_or_on_their_way_out_do_not_matter()
    {
        network.AddRouter("10.0.0.1");
        var leaving = Pod(2) with { Metadata = new ObjectMeta { Name = "router-2", DeletionTimestamp = DateTimeOffset.UnixEpoch } };
        var starting = Pod(3) with { Status = new PodStatus { Phase = "Pending" } };
        (await SyncAsync(Table(4, 90), Pod(1), leaving, starting)).ShouldBe(new RouterState(1, 4));
        (await SyncAsync(Table(4, 90), starting)).Confirm(0).ShouldBeFalse("no router confirms nothing");
    }

    private async Task<RouterState> SyncAsync(RouteTable table, params Pod[] pods)
    {
        using var http = new HttpClient(network.Handler());
        return await new RouterFleet(http).SyncAsync(pods, table, TestContext.Current.CancellationToken);
    }

    private static Pod Pod(int number) => new()
    {
        Metadata = new ObjectMeta { Name = $"router-{number}" },
        Status = new PodStatus { Phase = "Running", PodIP = $"10.0.0.{number}" },
    };

    private static RouteTable Table(long generation, int weight) => new()
    {
        Namespace = "shop", Rollout = "clicks", Model = "clicks", Generation = generation,
        Backends =
        [
            new Backend { Revision = "clicks-v1", ModelVersion = "v1", Url = "http://10.1.0.1:8080", Weight = weight },
            new Backend { Revision = "clicks-v2", ModelVersion = "v2", Url = "http://10.1.0.2:8080", Weight = 100 - weight },
        ],
    };
}

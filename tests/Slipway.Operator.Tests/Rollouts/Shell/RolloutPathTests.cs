using Slipway.Api;
using Slipway.Api.Rollouts;
using Slipway.Contracts;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Rollouts.Shell;

/// <summary>The whole operator against a real API server; only Deployments, routers and Prometheus are played.</summary>
[Trait("Suite", "Integration")]
public sealed class RolloutPathTests(OperatorCluster cluster) : IClassFixture<OperatorCluster>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact, Trait("Capability", "R1"), Trait("Capability", "R7"), Trait("Capability", "R9")]
    public async Task Versions_are_deployed_promoted_and_rolled_back_and_events_tell_it()
    {
        var scene = await SceneAsync();
        await using var running = cluster.Start(scene.Place, network: scene.Network.Handler());
        await DeployAsync(scene);
        await VersionAsync(scene, "v2");
        await UntilAsync(scene, rollout => rollout.Status?.Stable?.Version == "v2" && rollout.Status.Phase == RolloutPhase.Healthy);
        scene.Network.Bad = revision => revision.Contains("-v3-", StringComparison.Ordinal) ? 40_000 : 0;
        await VersionAsync(scene, "v3");
        var rollout = await UntilAsync(scene, rollout => rollout.Status?.Phase == RolloutPhase.Degraded && rollout.Status.Candidate is null);

        Kstatus.Check(rollout.Status!, rollout);
        rollout.Status!.Stable!.Version.ShouldBe("v2");
        rollout.Status.History!.Select(entry => entry.Result).ShouldBe([RolloutResult.RolledBack, RolloutResult.Promoted, RolloutResult.Deployed]);
        await UntilAsync(scene, async () => await PredictorsAsync(scene) == 1);

        var taken = scene.Network.Taken.Select(table => table.Backends.Count == 1 ? 0 : table.Backends[1].Weight).ToList();
        taken.ShouldBe([0, 50, 100, 0, 50, 0]);
        string[] told = ["Deploying", "Deployed", "CandidateStarted", "SetWeight", "Promoted", "RolledBack"];
        List<string?> reasons = [];
        await UntilAsync(scene, async () =>
        {
            var events = (await cluster.Client.ListAsync(BuiltIn.Events, scene.Place, ListOptions.All, Cancellation)).Items;
            reasons = [.. events.Where(each => each.InvolvedObject?.Kind == "Rollout").Select(each => each.Reason)];
            return reasons.Contains("RolledBack");
        });
        told.ShouldBeSubsetOf(reasons);
        reasons.ShouldNotContain("NothingServes", "something was served from the first version on");
    }

    [Fact]
    public async Task A_settled_rollout_is_not_written_again()
    {
        var scene = await SceneAsync();
        await using (cluster.Start(scene.Place, network: scene.Network.Handler())) await DeployAsync(scene);

        var writes = new WriteLimit(int.MaxValue);
        await using var again = cluster.Start(scene.Place, writes.Around, scene.Network.Handler());
        await UntilAsync(scene, () => Task.FromResult(again.Runtime.IsReady && again.Runtime.Metrics.WriteText().Contains(
            "controller_runtime_reconcile_total{controller=\"rollout\",result=\"success\"} 1", StringComparison.Ordinal)));
        writes.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Several_pods_get_budgets_where_the_server_knows_budgets_and_run_all_the_same_where_it_does_not()
    {
        var scene = await SceneAsync(replicas: 2);
        await using var running = cluster.Start(scene.Place, network: scene.Network.Handler());
        await DeployAsync(scene);
        try
        {
            var budgets = await cluster.Client.ListAsync(BuiltIn.PodDisruptionBudgets, scene.Place, ListOptions.All, Cancellation);
            budgets.Items.Count.ShouldBe(2, "one for the predictor, one for the router");
        }
        catch (KubernetesException unknown) when (unknown.IsNotFound)
        {
            (await GetAsync(scene)).Status!.Conditions.IsTrue("Ready").ShouldBeTrue();
        }
    }

    /// <summary>Killed before or after each single write, a new operator comes to the same end, and no router ever sends requests to what is gone.</summary>
    [Theory, Trait("Capability", "P4"), Trait("Capability", "R9")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_between_any_two_writes_the_next_operator_finishes_the_canary(bool lastWriteIsDone)
    {
        var whole = await CanaryAsync(int.MaxValue, lastWriteIsDone);
        whole.ShouldBeGreaterThan(12, "a canary has more writes than that");
        await Parallel.ForAsync(0, whole, new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = Cancellation },
            async (survived, _) => await CanaryAsync(survived, lastWriteIsDone));
    }

    private async Task<int> CanaryAsync(int survived, bool lastWriteIsDone)
    {
        var scene = await SceneAsync();
        var writes = new WriteLimit(survived, lastWriteIsDone);
        await VersionAsync(scene, "v1");
        await using (cluster.Start(scene.Place, writes.Around, scene.Network.Handler())) await PromoteAsync(scene, () => writes.IsDead);
        await using (cluster.Start(scene.Place, network: scene.Network.Handler())) await PromoteAsync(scene, () => false);

        var rollout = await GetAsync(scene);
        rollout.Status!.History!.Select(entry => entry.Result).ShouldBe([RolloutResult.Promoted, RolloutResult.Deployed], $"killed after {survived} writes");
        scene.Network.Tables().ShouldAllBe(table => table.Generation == rollout.Status.RouteGeneration && table.Backends.Single().Revision == rollout.Status.Stable!.Name);
        await UntilAsync(scene, async () => await PredictorsAsync(scene) == 1);
        return writes.Count;
    }

    private async Task PromoteAsync(Scene scene, Func<bool> isDead)
    {
        await UntilAsync(scene, async () =>
        {
            var status = (await GetAsync(scene)).Status;
            if (status?.History is { Count: > 0 } && status.Stable!.Version == "v1") await VersionAsync(scene, "v2");
            return isDead() || (status?.Phase == RolloutPhase.Healthy && status.Stable!.Version == "v2" && await PredictorsAsync(scene) == 1);
        });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<Scene> SceneAsync(int replicas = 1)
    {
        var place = await cluster.NamespaceAsync();
        var network = new RolloutNetwork();
        var step = new CanaryStep { SetWeight = 50, Pause = Duration.Parse("1s") };
        await cluster.Client.CreateAsync(SlipwayKinds.Rollout, new Rollout
        {
            Metadata = new ObjectMeta { Name = "clicks", Namespace = place },
            Spec = new RolloutSpec
            {
                Owner = "shop",
                Model = new ModelSelector { Name = "clicks" },
                Server = new ServerSpec { Replicas = replicas },
                Router = new RouterSpec { Replicas = replicas },
                Strategy = new RolloutStrategy { Canary = new CanaryStrategy { Steps = [step, step with { SetWeight = 100 }] } },
                Analysis = new Analysis { Interval = Duration.Parse("1s") },
            },
        }, null, Cancellation);
        return new Scene(place, network, new RolloutNode(cluster.Client, place, network));
    }

    private async Task DeployAsync(Scene scene)
    {
        await VersionAsync(scene, "v1");
        await UntilAsync(scene, rollout => rollout.Status?.Phase == RolloutPhase.Healthy);
    }

    private async Task VersionAsync(Scene scene, string version)
    {
        if (await cluster.Client.GetAsync(SlipwayKinds.ModelVersion, new NamespacedName(scene.Place, $"clicks-{version}"), Cancellation) is not null) return;
        await cluster.Client.CreateAsync(SlipwayKinds.ModelVersion, Samples.ToSend(Samples.Version(version), scene.Place), null, Cancellation);
    }

    private async Task<Rollout> GetAsync(Scene scene) =>
        (await cluster.Client.GetAsync(SlipwayKinds.Rollout, new NamespacedName(scene.Place, "clicks"), Cancellation))!;

    private async Task<int> PredictorsAsync(Scene scene) =>
        (await cluster.Client.ListAsync(BuiltIn.Deployments, scene.Place, ListOptions.All, Cancellation)).Items
            .Count(deployment => deployment.Label("app.kubernetes.io/component") == "predictor");

    private async Task<Rollout> UntilAsync(Scene scene, Func<Rollout, bool> condition)
    {
        await UntilAsync(scene, async () => condition(await GetAsync(scene)));
        return await GetAsync(scene);
    }

    private async Task UntilAsync(Scene scene, Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Deadline)
                throw new TimeoutException($"not within {Deadline}; {(await GetAsync(scene)).Status?.Conditions.Find("Ready")?.Message}");
            await scene.Node.StepAsync(Cancellation);
            await Task.Delay(20, Cancellation);
        }
    }

    private sealed record Scene(string Place, RolloutNetwork Network, RolloutNode Node);
}

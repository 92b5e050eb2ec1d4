using Slipway.Api;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Hosting;

/// <summary>Failures as a user meets them: through the API server, with the operator at work.</summary>
[Trait("Suite", "Integration")]
public sealed class FaultTests(OperatorCluster cluster) : IClassFixture<OperatorCluster>
{
    [Fact, Trait("Capability", "T7")]
    public async Task A_killed_trainer_is_told_in_condition_and_event_and_run_once()
    {
        var place = await cluster.NamespaceAsync();
        await using var running = cluster.Start(place);
        var node = new HandNode(cluster.Client, place, job => job.Label("app.kubernetes.io/component") == "snapshot"
            ? StepEnd.Of(Samples.Snapshot())
            : new StepEnd(137, null, "OOMKilled"));
        await CreateAllAsync(place);
        var ready = await UntilAsync(place, node, condition => condition.Reason == "OutOfMemory");
        ready.Message!.ShouldContain("Set resources.limits.memory");
        node.Ran.Count.ShouldBe(2);

        IReadOnlyList<Event> events = [];
        await PollAsync(node, async () =>
        {
            events = (await cluster.Client.ListAsync(BuiltIn.Events, place, ListOptions.All, Cancellation)).Items;
            return events.Any(each => each is { Reason: "OutOfMemory", Type: "Warning" });
        });
        events.Count(each => each.Reason == "OutOfMemory" && each.InvolvedObject!.Kind == "TrainingJob").ShouldBe(1);
    }

    [Fact]
    public async Task A_job_that_somebody_else_owns_is_left_alone_and_told()
    {
        var place = await cluster.NamespaceAsync();
        var taken = new ConfigMap { Metadata = new ObjectMeta { Name = "click-model-v1", Namespace = place }, Data = new Dictionary<string, string> { ["mine"] = "yes" } };
        await cluster.Client.CreateAsync(BuiltIn.ConfigMaps, taken, null, Cancellation);
        await using var running = cluster.Start(place);
        var node = new HandNode(cluster.Client, place, _ => StepEnd.Of(Samples.Snapshot()));
        await CreateAllAsync(place);
        var ready = await UntilAsync(place, node, condition => condition.Reason == "ChildRefused");
        ready.Message!.ShouldContain("click-model-v1");
        (await cluster.Client.GetAsync(BuiltIn.ConfigMaps, taken.Key(), Cancellation))!.Data!["mine"].ShouldBe("yes");
    }

    [Fact]
    public async Task Children_go_with_their_owner_and_models_stay()
    {
        var place = await cluster.NamespaceAsync();
        await using var running = cluster.Start(place);
        var node = new HandNode(cluster.Client, place, job =>
            StepEnd.Of(job.Label("app.kubernetes.io/component") == "snapshot" ? Samples.Snapshot() : Samples.Trained()));
        await CreateAllAsync(place);
        await UntilAsync(place, node, condition => condition.Status == Condition.True);
        await cluster.Client.DeleteAsync(SlipwayKinds.TrainingJob, new NamespacedName(place, "click-model"), new DeleteOptions(), Cancellation);
        await PollAsync(node, async () => await cluster.Client.GetAsync(BuiltIn.Jobs, new NamespacedName(place, "click-model-v1"), Cancellation) is null);
        (await cluster.Client.GetAsync(SlipwayKinds.ModelVersion, new NamespacedName(place, "clicks-v1"), Cancellation)).ShouldNotBeNull();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task CreateAllAsync(string place)
    {
        await cluster.Client.CreateAsync(SlipwayKinds.Dataset, Samples.ToSend(Samples.Clicks(), place), null, Cancellation);
        await cluster.Client.CreateAsync(SlipwayKinds.FeatureSet, Samples.ToSend(Samples.Features(), place), null, Cancellation);
        await cluster.Client.CreateAsync(SlipwayKinds.TrainingJob, Samples.ToSend(Samples.Training(), place), null, Cancellation);
    }

    private async Task<Condition> UntilAsync(string place, HandNode node, Func<Condition, bool> holds)
    {
        Condition? ready = null;
        await PollAsync(node, async () =>
        {
            var job = await cluster.Client.GetAsync(SlipwayKinds.TrainingJob, new NamespacedName(place, "click-model"), Cancellation);
            ready = job!.Status?.Conditions.Find("Ready");
            return ready is not null && holds(ready);
        });
        return ready!;
    }

    private static async Task PollAsync(HandNode node, Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(120)) throw new TimeoutException("not within 120 s");
            await node.StepAsync(Cancellation);
            await Task.Delay(10, Cancellation);
        }
    }
}

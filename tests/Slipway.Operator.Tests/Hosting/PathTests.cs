using Slipway.Api;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Hosting;

/// <summary>The whole operator against a real API server; only the pods are played by hand.</summary>
[Trait("Suite", "Integration")]
public sealed class PathTests(OperatorCluster cluster) : IClassFixture<OperatorCluster>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    [Fact, Trait("Capability", "P1"), Trait("Capability", "T2"), Trait("Capability", "E1"), Trait("Capability", "M1")]
    public async Task Data_becomes_a_ready_model_version()
    {
        var place = await cluster.NamespaceAsync();
        await using var running = cluster.Start(place);
        var node = Node(place);
        await ApplyAllAsync(place);
        await UntilVersionIsReadyAsync(place, node);

        var version = await cluster.Client.GetAsync(SlipwayKinds.ModelVersion, new NamespacedName(place, "clicks-v1"), Cancellation);
        version!.Spec.Provenance!.DatasetDigest.ShouldBe(Samples.Digest('d'));
        version.Spec.Provenance.FeatureDigest.ShouldNotBeNull();
        version.Spec.Provenance.ConfigurationDigest.ShouldNotBeNull();
        version.Status!.Headline.ShouldBe("roc_auc 0.81");
        Kstatus.Check(version.Status, version);

        var features = await cluster.Client.GetAsync(SlipwayKinds.FeatureSet, new NamespacedName(place, "click-features"), Cancellation);
        await UntilAsync(node, async () =>
            (features = await cluster.Client.GetAsync(SlipwayKinds.FeatureSet, features!.Key(), Cancellation))!.Status?.UsedBy?.Contains("clicks-v1") == true);
        version.Spec.Provenance.FeatureDigest.ShouldBe(features!.Status!.Digest);

        node.Ran.Count.ShouldBe(2);
        var reasons = (await cluster.Client.ListAsync(BuiltIn.Events, place, ListOptions.All, Cancellation)).Items.Select(each => each.Reason).ToList();
        reasons.ShouldContain("SnapshotStarted");
        reasons.ShouldContain("VersionMade");
    }

    [Fact]
    public async Task Nothing_is_written_when_nothing_changes()
    {
        var place = await cluster.NamespaceAsync();
        var node = Node(place);
        await using (cluster.Start(place))
        {
            await ApplyAllAsync(place);
            await UntilVersionIsReadyAsync(place, node);
        }

        var writes = new WriteLimit(int.MaxValue);
        await using var again = cluster.Start(place, writes.Around);
        await UntilAsync(node, () => Task.FromResult(again.Runtime.IsReady && again.Runtime.Metrics.WriteText().Contains(
            "controller_runtime_reconcile_total{controller=\"modelversion\",result=\"success\"} 1", StringComparison.Ordinal)));
        writes.Count.ShouldBe(0);
    }

    /// <summary>Killed before or after each single write, a new operator comes to the same end and no Job is made twice.</summary>
    [Theory, Trait("Capability", "P4")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_between_any_two_writes_the_next_operator_does_the_rest(bool lastWriteIsDone)
    {
        for (var survived = 0; ; survived++)
        {
            var place = await cluster.NamespaceAsync();
            var node = Node(place);
            var writes = new WriteLimit(survived, lastWriteIsDone);
            await ApplyAllAsync(place);
            await using (cluster.Start(place, writes.Around))
            {
                await UntilAsync(node, async () => writes.IsDead || await IsReadyAsync(place));
            }

            await using (cluster.Start(place)) await UntilVersionIsReadyAsync(place, node);

            var jobs = await cluster.Client.ListAsync(BuiltIn.Jobs, place, ListOptions.All, Cancellation);
            jobs.Items.Count.ShouldBe(2, $"one snapshot and one run, killed after {survived} writes");
            node.Ran.Count.ShouldBe(2);
            var versions = await cluster.Client.ListAsync(SlipwayKinds.ModelVersion, place, ListOptions.All, Cancellation);
            versions.Items.Select(version => version.Metadata.Name).ShouldBe(["clicks-v1"]);
            if (!writes.IsDead)
            {
                survived.ShouldBeGreaterThan(10, "the path has more writes than that");
                return;
            }
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HandNode Node(string place) => new(cluster.Client, place, job =>
        StepEnd.Of(job.Label("app.kubernetes.io/component") == "snapshot" ? Samples.Snapshot() : Samples.Trained()));

    private async Task ApplyAllAsync(string place)
    {
        await cluster.Client.CreateAsync(SlipwayKinds.TrainingJob, Samples.ToSend(Samples.Training(), place), null, Cancellation);
        await cluster.Client.CreateAsync(SlipwayKinds.FeatureSet, Samples.ToSend(Samples.Features(), place), null, Cancellation);
        await cluster.Client.CreateAsync(SlipwayKinds.Dataset, Samples.ToSend(Samples.Clicks(), place), null, Cancellation);
    }

    private async Task<bool> IsReadyAsync(string place)
    {
        var version = await cluster.Client.GetAsync(SlipwayKinds.ModelVersion, new NamespacedName(place, "clicks-v1"), Cancellation);
        var job = await cluster.Client.GetAsync(SlipwayKinds.TrainingJob, new NamespacedName(place, "click-model"), Cancellation);
        return version?.Status?.Conditions.IsTrue("Ready") == true && job?.Status?.Conditions.IsTrue("Ready") == true;
    }

    private Task UntilVersionIsReadyAsync(string place, HandNode node) => UntilAsync(node, () => IsReadyAsync(place));

    private static async Task UntilAsync(HandNode node, Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Deadline) throw new TimeoutException($"not within {Deadline}");
            await node.StepAsync(Cancellation);
            await Task.Delay(10, Cancellation);
        }
    }
}

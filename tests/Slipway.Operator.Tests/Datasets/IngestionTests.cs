using System.Text.Json;
using Slipway.Api.Datasets;
using Slipway.Contracts;
using Slipway.Contracts.Steps;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Datasets;

/// <summary>Each ingestion has an id that every try of it keeps, a phase that can be followed, and is acknowledged only when its version is durable.</summary>
[Trait("Capability", "D27")]
public sealed class IngestionTests
{
    [Fact]
    public void An_ingestion_can_be_followed_from_its_record_to_its_acknowledgement()
    {
        var scene = new DatasetScene();
        scene.Step();
        var id = scene.Status.LastSnapshot!.Id.ShouldNotBeNull();
        (scene.Status.LastSnapshot.Phase, scene.Status.LastSnapshot.AcknowledgedAt).ShouldBe((SnapshotPhase.Recorded, null));

        scene.Settle().Status.LastSnapshot!.Phase.ShouldBe(SnapshotPhase.Running);
        var spec = JsonSerializer.Deserialize(scene.World.Children.ConfigMaps[0].Data!["spec.json"], ContractsJson.Default.SnapshotSpec)!;
        spec.IngestId.ShouldBe(id, "the manifest names it");
        scene.Ends(job => job, job => FakeRun.Unschedulable(job, "0/3 nodes are available")).Status.LastSnapshot!.Phase.ShouldBe(SnapshotPhase.Waiting);
        scene.Ends(job => job, FakeRun.Running).Status.LastSnapshot!.Phase.ShouldBe(SnapshotPhase.Running);
        scene.Ends(job => job, job => FakeRun.Ended(job, 75)).Status.LastSnapshot!.Phase.ShouldBe(SnapshotPhase.Retrying);
        scene.Status.LastSnapshot!.Id.ShouldBe(id, "a try that failed is the same ingestion");
        scene.Status.LastSnapshot.AcknowledgedAt.ShouldBeNull();

        scene.Now += TimeSpan.FromMinutes(3);
        scene.Ends(Samples.Snapshot());
        var last = scene.Status.LastSnapshot!;
        (last.Id, last.Phase, last.StartedAt, last.AcknowledgedAt).ShouldBe((id, SnapshotPhase.Acknowledged, Samples.Now, scene.Now));
    }

    [Fact]
    public void What_was_refused_is_never_acknowledged_and_the_next_ingestion_is_another()
    {
        var scene = new DatasetScene().Settle();
        var first = scene.Status.LastSnapshot!.Id;
        scene.Fails(3);
        (scene.Status.LastSnapshot!.Phase, scene.Status.LastSnapshot.AcknowledgedAt, scene.Status.LastSnapshot.Id).ShouldBe((SnapshotPhase.Refused, null, first));
        scene.Annotate("again").Status.LastSnapshot!.Id.ShouldNotBe(first);
        new DatasetScene(Samples.Clicks() with { Metadata = Samples.Meta("clicks") with { Uid = "another" } }).Settle().Status.LastSnapshot!.Id
            .ShouldNotBe(first, "a Dataset that is made again under the name begins anew");
    }
}

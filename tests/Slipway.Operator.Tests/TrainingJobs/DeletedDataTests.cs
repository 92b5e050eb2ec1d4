using Slipway.Api.Datasets;
using Slipway.Api.TrainingJobs;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.TrainingJobs;

/// <summary>Runs that read rows whose deletion is due are marked, and the next version is trained on from scratch.</summary>
[Trait("Capability", "D22")]
public sealed class DeletedDataTests
{
    [Fact]
    public void A_run_is_marked_with_its_data_and_the_next_version_makes_the_next_run()
    {
        var scene = new TrainingScene();
        scene.Settle().Ends(Samples.Trained());
        scene.Status.Runs![0].HoldsDeleted.ShouldBeNull();

        var old = scene.World.Dataset!.Status!.Current!;
        scene.World = scene.World with { Dataset = With(scene.World.Dataset, old with { HoldsDeleted = ["gdpr-17"] }, old with { HoldsDeleted = ["gdpr-17"] }) };
        scene.Settle().Status.Runs![0].HoldsDeleted.ShouldBe(["clicks/gdpr-17"]);

        scene.World = scene.World with { Dataset = With(scene.World.Dataset!, old with { Digest = Samples.Digest('e') }, old with { Digest = Samples.Digest('e') }, old with { HoldsDeleted = ["gdpr-17"] }) };
        scene.Settle();
        scene.Status.Runs!.Select(run => (run.Version, run.State, run.HoldsDeleted?.Count)).ShouldBe([("v2", RunState.Running, null), ("v1", RunState.Succeeded, 1)]);
    }

    private static Dataset With(Dataset dataset, DatasetVersion current, params DatasetVersion[] versions) => dataset with { Status = dataset.Status! with { Current = current, Versions = versions } };
}

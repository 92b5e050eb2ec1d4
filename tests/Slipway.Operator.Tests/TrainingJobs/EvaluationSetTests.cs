using System.Text.Json;
using Slipway.Api.Datasets;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Operator.Tests.Datasets;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.TrainingJobs;

[Trait("Capability", "D14")]
public sealed class EvaluationSetTests
{
    private static readonly ReferenceResults Reference = new()
    {
        Dataset = "golden", Digest = Samples.Digest('g'), Version = "v1", Uri = "s3://store/v1/sets/golden.parquet", Sha256 = Samples.Digest('r'), EvaluationUri = "s3://store/v1/evaluation.json",
    };

    [Fact]
    public void Sets_are_pinned_and_the_results_of_the_version_in_use_go_along_while_they_are_of_the_same_rows()
    {
        var scene = Scene();
        scene.Settle();
        var set = Specification(scene).EvaluationSets!.ShouldHaveSingleItem();
        (set.Pin.Digest, set.Reference).ShouldBe((Samples.Digest('g'), null));

        var trained = Samples.Trained();
        scene.Ends(trained with { Train = trained.Train! with { References = [Reference] } });
        var version = scene.World.Versions.ShouldHaveSingleItem();
        version.Spec.References!.ShouldHaveSingleItem().ShouldBe(Reference);
        version.Spec.Provenance!.EvaluationSets!.ShouldHaveSingleItem().Digest.ShouldBe(Samples.Digest('g'));

        scene.NewData('e');
        scene.Status.Runs![0].Version.ShouldBe("v2");
        Specification(scene).EvaluationSets![0].Reference.ShouldBe(Reference);

        scene.Ends(Samples.Trained());
        scene.World = scene.World with { EvaluationSets = Sets(Golden('h')) };
        scene.Settle();
        scene.Status.Runs![0].Version.ShouldBe("v3", "another version of the set is measured on anew");
        Specification(scene).EvaluationSets![0].Reference.ShouldBeNull("those results are of other rows");
    }

    [Fact]
    public void A_set_that_may_be_trained_on_or_is_not_there_is_refused()
    {
        var scene = Scene();
        scene.World = scene.World with { EvaluationSets = Sets(Golden('g') with { Spec = Golden('g').Spec with { Role = DatasetRole.Training } }) };
        scene.Settle().Ready.Reason.ShouldBe("RoleIsTraining");
        scene.World = scene.World with { EvaluationSets = Sets(), DatasetNames = ["clicks", "golden-set"] };
        scene.Settle().Ready.Message!.ShouldContain("spec.evaluation.sets[0].dataset: there is no Dataset 'golden'");
        scene.World = scene.World with { EvaluationSets = Sets(Golden('g') with { Status = null }) };
        scene.Settle().Ready.Message.ShouldBe("waits for Dataset 'golden', an evaluation set, to have a version");
        scene.Jobs.ShouldBeEmpty();
    }

    [Fact]
    public void An_expired_set_holds_up_what_begins_and_nothing_that_was_made()
    {
        var expired = Golden('g') with { Spec = Golden('g').Spec with { ExpiresAt = Samples.Now.AddHours(1) } };
        var scene = Scene();
        scene.World = scene.World with { EvaluationSets = Sets(expired) };
        scene.Settle();
        scene.Ends(Samples.Trained());
        scene.Now = Samples.Now.AddHours(2);
        scene.Settle().Ready.Reason.ShouldBe("Trained");

        scene.NewData('e');
        scene.Ready.Reason.ShouldBe("EvaluationSetExpired");
        scene.Ready.Message!.ShouldContain("spec.evaluation.sets[0].dataset: 'golden': expired at 2026-05-01 13:00:00 UTC");
        scene.Change(spec => spec with { Evaluation = new EvaluationPolicy { Sets = [new EvaluationSet { Dataset = "golden", OnExpired = ExpiredSet.Warn }] } }).Status.Phase.ShouldBe(TrainingJobPhase.Running);
        Specification(scene).EvaluationSets![0].ExpiresAt.ShouldBe(expired.Spec.ExpiresAt);
    }

    [Fact]
    public void A_set_says_by_itself_that_it_has_expired()
    {
        var scene = new DatasetScene(Golden('g') with { Status = null, Spec = Golden('g').Spec with { ExpiresAt = Samples.Now.AddHours(1) } });
        var plan = scene.Settle().Step();
        plan.RequeueAfter.ShouldBe(TimeSpan.FromHours(1));
        Condition(scene).ShouldBe(("False", "InForce", "expires at 2026-05-01 13:00:00 UTC"));
        scene.Now = Samples.Now.AddHours(1);
        scene.Settle();
        Condition(scene).ShouldBe(("True", "Expired", "expired at 2026-05-01 13:00:00 UTC: look through its rows and labels, and set spec.expiresAt anew"));
        DatasetValidation.Validate(Samples.Clicks().Spec with { ExpiresAt = Samples.Now }).ShouldHaveSingleItem().ToString().ShouldContain("is for sets that are never trained on");
    }

    private static (string Status, string? Reason, string? Message) Condition(DatasetScene scene)
    {
        var condition = scene.Status.Conditions!.Single(each => each.Type == "Expired");
        return (condition.Status, condition.Reason, condition.Message);
    }

    private static TrainingScene Scene()
    {
        var job = Samples.Training();
        var scene = new TrainingScene(job with { Spec = job.Spec with { Evaluation = new EvaluationPolicy { Sets = [new EvaluationSet { Dataset = "golden" }] } } });
        scene.World = scene.World with { EvaluationSets = Sets(Golden('g')) };
        return scene;
    }

    private static Dictionary<string, Dataset> Sets(params Dataset[] sets) => sets.ToDictionary(set => set.Metadata.Name!);

    private static Dataset Golden(char digit)
    {
        var dataset = TrainingScene.ReadyDataset(digit);
        return dataset with { Metadata = Samples.Meta("golden"), Spec = dataset.Spec with { Role = DatasetRole.Golden } };
    }

    private static TrainSpec Specification(TrainingScene scene) =>
        JsonSerializer.Deserialize(scene.World.Children.ConfigMaps[^1].Data!["spec.json"], ContractsJson.Default.TrainSpec)!;
}

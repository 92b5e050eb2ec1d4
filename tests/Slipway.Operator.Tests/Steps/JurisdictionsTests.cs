using Slipway.Api.Datasets;
using Slipway.Contracts.Data;
using Slipway.Operator.Datasets;
using Slipway.Operator.Steps;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Tests.TrainingJobs;

namespace Slipway.Operator.Tests.Steps;

[Trait("Capability", "D25")]
public sealed class JurisdictionsTests
{
    [Fact]
    public void A_step_runs_where_all_of_its_data_may_be_processed()
    {
        Jurisdictions.Common(Of("a", "DE", "FR", "IS"), Of("b"), Of("c", "FR", "US", "DE")).ShouldBe(["DE", "FR"]);
        Jurisdictions.Common(Of("a"), Of("b")).ShouldBeNull();
        Jurisdictions.Common(Of("a", "DE"), Of("b", "US")).ShouldBe([]);
    }

    [Fact]
    public void Pods_of_a_run_are_bound_to_nodes_of_the_place()
    {
        var scene = Scene("FR", "DE");

        scene.Settle();

        var affinity = scene.Jobs.ShouldHaveSingleItem().Spec!.Template!["spec"]!["affinity"]!;
        affinity.ToJsonString().ShouldBe(
            """{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"slipway.dev/jurisdiction","operator":"In","values":["DE","FR"]}]}]}}}""");
        new TrainingScene().Settle().Jobs[0].Spec!.Template!["spec"]!["affinity"].ShouldBeNull();
    }

    [Fact]
    public void A_run_for_which_no_place_is_left_is_refused_with_the_lists()
    {
        var scene = Scene("DE");
        scene.World = scene.World with { JoinedDatasets = new Dictionary<string, Dataset> { ["users"] = Of("users", "US") } };

        scene.Settle();

        scene.Ready.Reason.ShouldBe("NoJurisdiction");
        scene.Ready.Message.ShouldBe("there is no place where all of its data may be processed: 'clicks' in [DE], 'users' in [US]; leave one of them out, or derive a dataset from it where it may be processed");
        scene.Jobs.ShouldBeEmpty();
    }

    [Fact]
    public void A_derived_dataset_may_not_go_beyond_its_parents()
    {
        var parent = Of("clicks", "DE", "FR");

        DatasetFaults.Jurisdiction(Of("derived", "DE").Spec, parent).ShouldBeNull();
        DatasetFaults.Jurisdiction(Of("derived").Spec, Of("clicks")).ShouldBeNull();
        DatasetFaults.Jurisdiction(Of("derived", "DE", "US").Spec, parent)!.ToString().ShouldContain("US");
        DatasetFaults.Jurisdiction(Of("derived").Spec, parent)!.ToString().ShouldContain("list those of them where this dataset may be");
    }

    private static TrainingScene Scene(params string[] jurisdictions)
    {
        var scene = new TrainingScene();
        var dataset = scene.World.Dataset!;
        scene.World = scene.World with { Dataset = dataset with { Spec = dataset.Spec with { Provenance = new Provenance { Jurisdictions = jurisdictions } } } };
        return scene;
    }

    private static Dataset Of(string name, params string[] jurisdictions)
    {
        var dataset = Samples.Clicks(name);
        return jurisdictions.Length == 0 ? dataset : dataset with { Spec = dataset.Spec with { Provenance = new Provenance { Jurisdictions = jurisdictions } } };
    }
}

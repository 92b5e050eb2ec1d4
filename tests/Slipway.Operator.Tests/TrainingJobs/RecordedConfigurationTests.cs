using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Operator.ModelVersions.Trash;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.TrainingJobs;

/// <summary>The configuration of a run is on record as it was when the run began, and goes with the model.</summary>
[Trait("Capability", "T1"), Trait("Capability", "M1")]
public sealed class RecordedConfigurationTests
{
    [Fact]
    public void The_record_has_the_configuration_as_it_was_when_the_run_began()
    {
        var scene = new TrainingScene().Settle();
        var began = CanonicalJson.Digest(scene.Status.Runs![0].Configuration);
        scene.Status.Runs[0].Configuration!.ShouldAllBe(member => member.Value != null, "a server drops what is null");
        scene.Ends(Samples.Trained()).Settle();
        var version = scene.World.Versions.Single();
        CanonicalJson.Digest(version.Spec.Configuration).ShouldBe(began);
        ((int)version.Spec.Configuration!["hyperparameters"]!["max_depth"]!).ShouldBe(4);
        ((string?)version.Spec.Configuration["dataset"]).ShouldBe(Samples.Digest('d'));
        version.Spec.Provenance!.Experiments.ShouldBe(1);
        version.Metadata.Finalizers.ShouldBe([VersionFinalizer.Name]);
    }

    [Fact]
    public void Who_approves_and_what_is_asserted_trains_nothing_anew()
    {
        var scene = new TrainingScene().Settle().Ends(Samples.Trained()).Settle();
        var spec = scene.World.Job.Spec with { Registry = new RegistryPolicy { Approvers = ["ada"], Retention = new VersionRetention { Versions = 3 } }, Asserts = new AssertedFacts { Features = 99 } };
        scene.World = scene.World with { Job = scene.World.Job with { Spec = spec } };
        scene.Settle();
        scene.Status.Runs!.Count.ShouldBe(1);
        scene.Ready.Reason.ShouldBe("Trained", "what was made is not taken back, and nothing begins that an assertion could stop");
    }

    [Fact]
    public void No_run_begins_while_an_assertion_is_false()
    {
        var job = Samples.Training();
        var scene = new TrainingScene(job with { Spec = job.Spec with { Asserts = new AssertedFacts { Features = 99 } } }).Settle();
        (scene.Ready.Reason, scene.Status.Runs).ShouldBe(("AssertionFailed", null));
        scene.Ready.Message!.ShouldContain("FeatureSet 'click-features' has 2 features");
        scene.World = scene.World with { Job = scene.World.Job with { Spec = job.Spec with { Asserts = new AssertedFacts { Features = 2, Datasets = ["clicks"] } } } };
        scene.Settle();
        scene.Status.Runs!.Count.ShouldBe(1);
    }

    [Fact]
    public void Two_models_differ_in_what_was_changed_between_them()
    {
        var scene = new TrainingScene().Settle().Ends(Samples.Trained()).Settle();
        var changed = scene.World.Job.Spec with { Hyperparameters = new Dictionary<string, System.Text.Json.JsonElement> { ["max_depth"] = Samples.Json("6"), ["eta"] = Samples.Json("0.3") } };
        scene.World = scene.World with { Job = scene.World.Job with { Spec = changed } };
        scene.Settle().Ends(Samples.Trained()).Settle();
        var (first, second) = (scene.World.Versions[0].Spec, scene.World.Versions[1].Spec);
        ConfigurationDifference.Between(first.Configuration, second.Configuration).ShouldBe([new SettingChange("hyperparameters.max_depth", "4", "6")]);
        ModelParts.Between(first, second).Definition.ShouldHaveSingleItem().Path.ShouldBe("hyperparameters.max_depth");
        second.Provenance!.Experiments.ShouldBe(2);
    }
}

using Slipway.Api.FeatureSets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts.Features;
using Slipway.Contracts.Models;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.FeatureSets;
using Slipway.Operator.ModelVersions;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Tests.TrainingJobs;
using Slipway.Operator.Upstream;

namespace Slipway.Operator.Tests.Upstream;

[Trait("Capability", "F14")]
public sealed class UpstreamTests
{
    [Fact]
    public void A_run_pins_the_version_in_use_of_the_model_that_a_feature_reads()
    {
        var scene = Scene(Family("risk", ["v1", "v2"], serving: "v1"));

        scene.Settle();

        scene.Status.Runs!.ShouldHaveSingleItem().Upstream.ShouldBe([new UpstreamVersion("price", "risk", "v1")]);
        scene.Ends(Samples.Trained());
        scene.World.Versions.ShouldHaveSingleItem().Spec.Provenance!.Upstream.ShouldBe([new UpstreamVersion("price", "risk", "v1")]);
    }

    [Fact]
    public void Another_version_in_use_there_makes_no_run_here_and_another_pin_does()
    {
        var scene = Scene(Family("risk", ["v1", "v2"], serving: "v1"));
        scene.Settle().Ends(Samples.Trained());

        scene.World = scene.World with { Upstream = Families(Family("risk", ["v1", "v2"], serving: "v2")) };
        scene.Settle();
        scene.Status.Runs!.Count.ShouldBe(1);

        scene.World = scene.World with { FeatureSet = TrainingScene.ReadyFeatures(Reading(new UpstreamModel { Model = "risk", Version = "v2" })) };
        scene.Settle();
        scene.Status.Runs!.Count.ShouldBe(2);
        scene.Status.Runs[0].Upstream!.Single().Version.ShouldBe("v2");
    }

    [Fact]
    public void A_run_waits_for_a_model_that_has_no_version_yet()
    {
        var scene = Scene(Family("risk", []));
        scene.Settle().Ready.Reason.ShouldBe("WaitingForUpstream");
        scene.Ready.Message.ShouldBe("waits for a version of model 'risk', whose predictions feature 'price' reads, to be ready");
    }

    [Theory]
    [InlineData("v1", null, "True", "Current", "risk-v1")]
    [InlineData("v2", null, "False", "UpstreamChanged", "feature 'price' was learned from risk-v1, and risk-v2 is in use; make the training data with that version and train again, or serve the old one")]
    [InlineData("v1", RolloutPhase.Degraded, "False", "UpstreamUnavailable", "feature 'price': Rollout 'risk' of model 'risk' is not well: three predictors are gone; values of what reads it may be old or missing: mend it first")]
    public void Versions_and_FeatureSets_say_how_what_they_read_stands(string serving, RolloutPhase? phase, string status, string reason, string message)
    {
        var families = Families(Family("risk", ["v1", "v2"], serving, phase ?? RolloutPhase.Healthy));
        var reader = Reader("clicks-v1", new UpstreamVersion("price", "risk", "v1"));

        var ofVersion = ModelVersionDecision.Decide(new ModelVersionWorld { Version = reader, Upstream = families }, Samples.Now).Checked(reader).Status.Conditions.Find("UpstreamCurrent")!;
        var features = Reading(new UpstreamModel { Model = "risk" });
        var ofFeatures = FeatureSetDecision.Decide(new FeatureSetWorld { Settings = Samples.Settings, FeatureSet = features, Dataset = Samples.Clicks(), Upstream = families, Versions = [reader] }, Samples.Now).Checked(features).Status;

        foreach (var condition in new[] { ofVersion, ofFeatures.Conditions.Find("UpstreamCurrent")! })
        {
            (condition.Status, condition.Reason).ShouldBe((status, reason));
            condition.Message!.ShouldContain(message);
        }

        ofFeatures.Conditions.IsTrue("Ready").ShouldBeTrue("the definition itself is sound");
    }

    [Fact]
    public void A_model_that_is_not_there_is_named()
    {
        var reader = Reader("clicks-v1", new UpstreamVersion("price", "risk", "v1"));
        var condition = ModelVersionDecision.Decide(new ModelVersionWorld { Version = reader, Upstream = Families(Family("risk", [])) }, Samples.Now).Status.Conditions.Find("UpstreamCurrent")!;
        (condition.Reason, condition.Message).ShouldBe(("UpstreamUnavailable", "feature 'price': model 'risk' has no version that is ready; values of what reads it may be old or missing: mend it first"));
    }

    [Fact]
    public void Who_reads_nothing_has_no_such_condition_and_who_is_read_names_its_readers()
    {
        var risk = Of("risk", "v1");
        var status = ModelVersionDecision.Decide(
            new ModelVersionWorld { Version = risk, Readers = [Reader("clicks-v2", new UpstreamVersion("price", "risk", "v2")), Reader("clicks-v1", new UpstreamVersion("price", "risk", "v1"))] }, Samples.Now).Status;
        status.UpstreamOf.ShouldBe(["clicks-v1"]);
        status.Conditions.Find("UpstreamCurrent").ShouldBeNull();
    }

    [Fact]
    public void Models_that_read_each_other_in_a_circle_are_refused_with_the_way_round()
    {
        // clicks reads risk, risk reads value, value reads clicks.
        FeatureSet[] sets = [Named("click-features", "risk"), Named("risk-features", "value"), Named("value-features", "clicks"), Named("free-features", "risk")];
        TrainingJob[] jobs = [Job("clicks", "click-features"), Job("risk", "risk-features"), Job("value", "value-features"), Job("free", "free-features")];
        var cycle = new UpstreamCycle(name => sets.FirstOrDefault(set => set.Metadata.Name == name), name => jobs.Where(job => job.Spec.FeatureSet == name), model => jobs.Where(job => job.Spec.Model == model));

        cycle.Find(sets[0]).ShouldBe(["clicks", "risk", "value", "clicks"]);
        cycle.Find(sets[3]).ShouldBeNull("it reads from the circle and is not on it");
        cycle.Find(Named("new-features", "risk")).ShouldBeNull();

        var world = new FeatureSetWorld { Settings = Samples.Settings, FeatureSet = sets[0], Dataset = Samples.Clicks(), UpstreamCycle = cycle.Find(sets[0]) };
        var ready = FeatureSetDecision.Decide(world, Samples.Now).Checked(sets[0]).Status.Conditions.Find("Ready")!;
        (ready.Reason, ready.Message).ShouldBe(("UpstreamCycle",
            "spec.features: models read each other's predictions in a circle, clicks from risk from value from clicks, so that none could be trained first; take one of these features out"));
    }

    private static TrainingScene Scene(ModelFamily family)
    {
        var scene = new TrainingScene();
        scene.World = scene.World with { FeatureSet = TrainingScene.ReadyFeatures(Reading(new UpstreamModel { Model = "risk" })), Upstream = Families(family) };
        return scene;
    }

    private static Dictionary<string, ModelFamily> Families(ModelFamily family) => new() { [family.Model] = family };

    private static ModelFamily Family(string model, string[] versions, string? serving = null, RolloutPhase phase = RolloutPhase.Healthy) => new(
        model, [.. versions.Select(version => Of(model, version))],
        serving is null ? [] :
        [
            new Rollout
            {
                Metadata = Samples.Meta(model), Spec = new RolloutSpec { Owner = "shop", Model = new ModelSelector { Name = model } },
                Status = new RolloutStatus
                {
                    Phase = phase, Conditions = [new Condition { Type = "Ready", Status = Condition.False, Message = "three predictors are gone" }],
                    Stable = new RevisionStatus { Name = $"{model}-r1", ModelVersion = $"{model}-{serving}", Version = serving, Digest = Samples.Digest('a') },
                },
            },
        ]);

    private static ModelVersion Of(string model, string version) => Samples.Version(version) with
    {
        Metadata = Samples.Meta($"{model}-{version}"), Spec = Samples.Version(version).Spec with { Model = model },
        Status = new ModelVersionStatus { Conditions = [new Condition { Type = "Ready", Status = Condition.True }] },
    };

    private static ModelVersion Reader(string name, UpstreamVersion upstream)
    {
        var version = Samples.Version(name["clicks-".Length..]);
        return version with { Spec = version.Spec with { Provenance = new ModelProvenance { FeatureSet = "click-features", Upstream = [upstream] } } };
    }

    private static FeatureSet Reading(UpstreamModel upstream) => Samples.Features() with
    {
        Spec = Samples.Features().Spec with { Features = [new Feature { Name = "price", Upstream = upstream }] },
    };

    private static FeatureSet Named(string name, string reads) => Reading(new UpstreamModel { Model = reads }) with { Metadata = Samples.Meta(name) };

    private static TrainingJob Job(string model, string featureSet) => Samples.Training() with
    {
        Metadata = Samples.Meta($"{model}-model"), Spec = Samples.Training().Spec with { Model = model, FeatureSet = featureSet },
    };
}

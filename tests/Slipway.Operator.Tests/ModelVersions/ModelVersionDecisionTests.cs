using Slipway.Api.Datasets;
using Slipway.Api.ModelVersions;
using Slipway.Api.Rollouts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.ModelVersions;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.ModelVersions;

public sealed class ModelVersionDecisionTests
{
    [Fact]
    public void A_measured_version_that_passed_its_gates_is_ready()
    {
        var status = Decide(Samples.Version());
        status.Conditions!.Select(condition => (condition.Type, condition.Status)).ShouldBe([("Ready", "True"), ("Evaluated", "True"), ("GatesPassed", "True")]);
        status.Headline.ShouldBe("roc_auc 0.81");
        status.SpecDigest.ShouldNotBeNull();
    }

    public static TheoryData<string, IReadOnlyList<MetricValue>?> Unmeasured => new()
    {
        { "none", null },
        { "empty", [] },
        { "undefined", [Samples.Auc(null)] },
        { "a slice alone", [Samples.Auc(0.9, "country=DE")] },
        { "the validation split alone", [Samples.Auc(0.9) with { Split = Contracts.Data.Split.Validation }] },
    };

    [Theory, Trait("Capability", "E1")]
    [MemberData(nameof(Unmeasured), DisableDiscoveryEnumeration = true)]
    public void Without_evaluation_no_version_is_ready(string what, IReadOnlyList<MetricValue>? metrics)
    {
        var status = Decide(Change(spec => spec with { Metrics = metrics }));
        status.Conditions.Find("Ready")!.Reason.ShouldBe("NotEvaluated", what);
        status.Conditions.Find("Evaluated")!.Status.ShouldBe(Condition.False);
        status.Headline.ShouldBeNull();
    }

    [Fact, Trait("Capability", "E7")]
    public void A_required_gate_that_was_not_met_keeps_it_from_being_ready_and_an_advisory_one_is_told()
    {
        GateResult required = new() { Gate = "roc_auc", Passed = false, Mode = GateMode.Required, Message = "roc_auc is 0.51 and has to be at least 0.6" };
        var refused = Decide(Change(spec => spec with { Gates = [required] }));
        refused.Conditions.Find("Ready")!.Reason.ShouldBe("GatesFailed");
        refused.Conditions.Find("Ready")!.Message.ShouldBe("roc_auc is 0.51 and has to be at least 0.6");
        refused.Conditions.IsTrue("GatesPassed").ShouldBeFalse();

        var told = Decide(Change(spec => spec with { Gates = [required with { Mode = GateMode.Advisory }] }));
        told.Conditions.IsTrue("Ready").ShouldBeTrue();
        told.Conditions.Find("GatesPassed")!.Message!.ShouldContain("advisory: roc_auc is 0.51");
    }

    [Fact, Trait("Capability", "D22")]
    public void A_model_that_learned_from_rows_to_be_deleted_says_so_and_what_to_do()
    {
        var version = Change(spec => spec with
        {
            Provenance = new ModelProvenance
            {
                TrainingJob = "click-model", Dataset = "clicks", DatasetDigest = Samples.Digest('d'), JoinedDatasets = [new DatasetPin { Name = "users", Digest = Samples.Digest('e'), ManifestUri = "" }],
            },
        });
        var clean = Learned(version, Holding("clicks", 'd'), Holding("users", 'e'));
        clean.Conditions.Find("TrainedOnDeletedData").ShouldBeNull();
        clean.HoldsDeleted.ShouldBeNull();

        var marked = Learned(version, Holding("clicks", 'd', "gdpr-17", "raw/gdpr-3"), Holding("users", 'e', "gdpr-17"));
        marked.HoldsDeleted.ShouldBe(["clicks/gdpr-17", "raw/gdpr-3", "users/gdpr-17"]);
        var condition = marked.Conditions.Find("TrainedOnDeletedData")!;
        (condition.Status, condition.Reason).ShouldBe((Condition.True, "DeletionDue"));
        condition.Message!.ShouldContain("version dddddddddddd of Dataset 'clicks'");
        condition.Message!.ShouldContain("'clicks/gdpr-17'; 'raw/gdpr-3'; 'users/gdpr-17'");
        condition.Message!.ShouldContain("TrainingJob 'click-model' trains from scratch on the next version by itself: serve that model, then delete this ModelVersion");
        marked.Conditions.Find("Ready")!.Status.ShouldBe(Condition.True, "whether it is served meanwhile is for people to decide");
        Operator.Reconciling.ConditionEvents.Between(clean.Conditions, marked.Conditions).ShouldHaveSingleItem().Warning.ShouldBeTrue();

        Learned(version with { Status = marked }).HoldsDeleted.ShouldBe(marked.HoldsDeleted, "that the dataset is gone makes the model no better");
        Learned(version with { Status = marked }, Holding("clicks", 'd'), Holding("users", 'e')).Conditions.Find("TrainedOnDeletedData").ShouldBeNull("the versions were proven to lack the rows");
    }

    [Fact, Trait("Capability", "D2")]
    public void A_changed_record_is_not_trusted_until_it_is_restored()
    {
        var version = Samples.Version();
        var status = Decide(version);
        var changed = version with { Status = status, Spec = version.Spec with { Artifact = Samples.Artifact('b') } };
        var after = Decide(changed);
        after.Conditions.Find("Ready")!.Reason.ShouldBe("SpecChanged");
        after.SpecDigest.ShouldBe(status.SpecDigest);
        Decide(changed with { Spec = version.Spec, Status = after }).Conditions.IsTrue("Ready").ShouldBeTrue();
    }

    [Fact]
    public void It_knows_who_serves_it()
    {
        var revision = new RevisionStatus { Name = "shop-1", ModelVersion = "clicks-v1", Version = "v1", Digest = Samples.Digest('a') };
        Rollout Of(string name, RolloutStatus status) => new()
        {
            Metadata = Samples.Meta(name), Spec = new RolloutSpec { Owner = "shop", Model = new ModelSelector { Name = "clicks" } }, Status = status,
        };
        var world = new ModelVersionWorld
        {
            Version = Samples.Version(),
            Rollouts = [Of("b", new RolloutStatus { Stable = revision }), Of("a", new RolloutStatus { Candidate = revision }), Of("c", new RolloutStatus())],
        };
        ModelVersionDecision.Decide(world, Samples.Now).Status.ServedBy.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void The_name_follows_from_model_and_version() =>
        Decide(Samples.Version() with { Metadata = Samples.Meta("other") }).Conditions.Find("Ready")!.Message!.ShouldContain("must be clicks-v1");

    private static ModelVersion Change(Func<ModelVersionSpec, ModelVersionSpec> change) => Samples.Version() with { Spec = change(Samples.Version().Spec) };

    private static ModelVersionStatus Decide(ModelVersion version) =>
        ModelVersionDecision.Decide(new ModelVersionWorld { Version = version }, Samples.Now).Checked(version).Status;

    private static ModelVersionStatus Learned(ModelVersion version, params Dataset[] datasets) => ModelVersionDecision.Decide(
        new ModelVersionWorld { Version = version, Datasets = datasets.ToDictionary(dataset => dataset.Metadata.Name!) }, Samples.Now).Checked(version).Status;

    private static Dataset Holding(string name, char digit, params string[] requests) => Samples.Clicks(name) with
    {
        Status = new DatasetStatus { Versions = [new DatasetVersion { Digest = Samples.Digest(digit), ManifestUri = "", HoldsDeleted = requests.Length > 0 ? requests : null }] },
    };
}

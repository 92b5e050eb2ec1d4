using System.Text.Json;
using Slipway.Api.FeatureSets;
using Slipway.Contracts;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.FeatureSets;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Tests.TrainingJobs;

namespace Slipway.Operator.Tests.FeatureSets;

[Trait("Capability", "F13"), Trait("Capability", "D26")]
public sealed class BackfillDecisionTests
{
    private static readonly Slipway.Api.FeatureSets.Backfill Range = new() { From = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), MinCoveragePercent = 90 };

    private FeatureSetWorld world = new()
    {
        FeatureSet = Samples.Features() with { Spec = Samples.Features().Spec with { Backfill = Range } }, Settings = Samples.Settings, Dataset = TrainingScene.ReadyDataset('d'),
    };

    [Fact]
    public void A_definition_is_used_when_the_past_was_computed()
    {
        Step().Children.ShouldBeEmpty("the backfill goes on record before its Job is made");
        Ready.Reason.ShouldBe("Backfilling");
        Settle();
        var job = world.Children.Jobs.ShouldHaveSingleItem();
        var spec = JsonSerializer.Deserialize(world.Children.ConfigMaps[0].Data!["spec.json"], ContractsJson.Default.BackfillSpec)!;
        (spec.Dataset.Digest, spec.From, spec.FeatureDigest, spec.MinCoveragePercent).ShouldBe((Samples.Digest('d'), Range.From, Status.Digest, 90));
        spec.Output.ShouldBe($"s3://store/features/shop/click-features/{job.Metadata.Name}");
        Ready.Status.ShouldBe("False");

        Ends(new BackfillResult { ReportUri = "s3://store/r/backfill.json", FeaturesUri = "s3://store/r/features.parquet", Rows = 5000, Features = [new BackfilledFeature("price", 4950, 99, null)] });
        Ready.Status.ShouldBe("True");
        Status.Conditions.Find("Backfilled")!.Message.ShouldBe("features were computed over 5,000 rows of the past; the least covered is 'price' with 99 %");
        (Status.Backfill!.Succeeded, Status.Backfill.Rows, Status.Backfill.ReportUri).ShouldBe((true, 5000, "s3://store/r/backfill.json"));

        world = world with { Dataset = TrainingScene.ReadyDataset('e') };
        Settle();
        world.Children.Jobs.ShouldHaveSingleItem("a newer version of the data asks for nothing");
    }

    [Fact]
    public void A_changed_definition_is_computed_anew_and_one_that_falls_short_is_not_used()
    {
        Settle();
        Ends(new BackfillResult { ReportUri = "s3://store/r/backfill.json", FeaturesUri = "s3://store/r/features.parquet", Rows = 5000 });
        Change(spec => spec with { Features = [new Feature { Name = "price", Expr = "price + 1" }] });
        Ready.Reason.ShouldNotBe("Compiled");
        var refused = Samples.Error("backfill", StepOutcome.Refused, "BackfillCoverage", "1 of 1 features have a value in less than 90 %.", "Begin the range later.");
        world = world with { Children = world.Children.With(job => FakeRun.Failed(job), job => FakeRun.Ended(job, 3, Samples.Text(refused))) };
        Settle();
        (Ready.Reason, Status.Backfill!.Succeeded).ShouldBe(("BackfillCoverage", false));
        Status.Conditions.Find("Stalled").ShouldNotBeNull();
        var made = Status.Backfill.Job;
        Settle();
        Status.Backfill.Job.ShouldBe(made, "nothing that could help has changed");

        Change(spec => spec with { Backfill = Range with { From = Range.From.AddYears(1) } });
        Status.Backfill!.Job.ShouldNotBe(made);
        Change(spec => spec with { Backfill = null });
        (Ready.Status, Status.Backfill, Status.Conditions.Find("Backfilled")).ShouldBe(("True", null, null));
        world.Children.Jobs.ShouldBeEmpty();
    }

    [Fact]
    public void It_waits_for_data_and_a_range_has_an_end_after_its_beginning()
    {
        world = world with { Dataset = Samples.Clicks() };
        Settle();
        Ready.Message.ShouldBe("waits for Dataset 'clicks' to have a version to compute features over");
        FeatureSetValidation.Validate(world.FeatureSet.Spec with { Backfill = Range with { To = Range.From } }).ShouldHaveSingleItem().ToString().ShouldContain("spec.backfill.to");
    }

    [Fact, Trait("Capability", "D22")]
    public void Features_of_rows_that_are_to_go_are_marked_until_they_are_computed_anew()
    {
        Settle();
        Ends(new BackfillResult { ReportUri = "s3://store/r/backfill.json", FeaturesUri = "s3://store/r/features.parquet", Rows = 5000 });
        Status.Conditions.Find("HoldsDeletedData").ShouldBeNull();
        world = world with { Dataset = Holding(TrainingScene.ReadyDataset('d')) };
        Settle();
        Status.Backfill!.HoldsDeleted.ShouldBe(["clicks/gdpr-17"]);
        var marked = Status.Conditions.Find("HoldsDeletedData")!;
        marked.Status.ShouldBe("True");
        marked.Message!.ShouldContain("delete s3://store/r/, and set the annotation slipway.dev/refresh");
        Ready.Status.ShouldBe("True", "the definition is not to blame");

        world = world with { Dataset = TrainingScene.ReadyDataset('e') };
        Settle();
        Status.Backfill.HoldsDeleted.ShouldBe(["clicks/gdpr-17"], "a version that is listed no longer takes nothing back");
        var annotations = new Dictionary<string, string> { [Slipway.Api.SlipwayApi.RefreshAnnotation] = "1" };
        world = world with { FeatureSet = world.FeatureSet with { Metadata = world.FeatureSet.Metadata with { Annotations = annotations } } };
        Settle();
        Ends(new BackfillResult { ReportUri = "s3://store/q/backfill.json", FeaturesUri = "s3://store/q/features.parquet", Rows = 5000 });
        (Status.Backfill.HoldsDeleted, Status.Conditions.Find("HoldsDeletedData")).ShouldBe((null, null));

        static Slipway.Api.Datasets.Dataset Holding(Slipway.Api.Datasets.Dataset dataset)
        {
            var version = dataset.Status!.Current! with { HoldsDeleted = ["gdpr-17"] };
            return dataset with { Status = dataset.Status with { Current = version, Versions = [version] } };
        }
    }

    private FeatureSetStatus Status => world.FeatureSet.Status!;

    private Condition Ready => Status.Conditions.Find("Ready")!;

    private Plan<FeatureSetStatus> Step()
    {
        var plan = FeatureSetDecision.Decide(world, Samples.Now).Checked(world.FeatureSet);
        world = world with { FeatureSet = world.FeatureSet with { Status = plan.Status }, Children = Applied.To(plan, world.Children) };
        return plan;
    }

    private void Settle()
    {
        for (var i = 0; i < 5; i++) Step();
    }

    private void Change(Func<FeatureSetSpec, FeatureSetSpec> change)
    {
        world = world with { FeatureSet = world.FeatureSet with { Spec = change(world.FeatureSet.Spec) } };
        Settle();
    }

    private void Ends(BackfillResult result)
    {
        var ended = new StepResult { Step = "backfill", Outcome = StepOutcome.Succeeded, Backfill = result };
        world = world with { Children = world.Children.With(FakeRun.Complete, job => FakeRun.Succeeded(job, ended)) };
        Settle();
    }
}

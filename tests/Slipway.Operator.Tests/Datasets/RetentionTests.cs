using System.Text.Json;
using Slipway.Api.Datasets;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Models;
using Slipway.Contracts.Serving;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Datasets.Collection;
using Slipway.Operator.Steps;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Datasets;

/// <summary>How long versions are kept, and how their files go.</summary>
[Trait("Capability", "D28")]
public sealed class RetentionTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    [Fact]
    public void A_version_is_set_apart_first_then_its_Job_goes_on_record_and_then_the_Job_is_made()
    {
        var scene = Versions(new Retention { Versions = 1 }, "123");
        Letters(scene.Status.Versions).ShouldBe("32", "the version that the last one was compared with stays");
        Letters(scene.Status.Collection!.Versions).ShouldBe("1");
        scene.Status.Collection.Job.ShouldBeNull();
        scene.Step().RequeueAfter.ShouldBe(Grace);

        scene.Now += Grace;
        scene.Step().Children.ShouldBeEmpty("the Job goes on record before it is made");
        scene.Status.Collection!.Job.ShouldBe("clicks-collect-1");
        scene.Settle();
        var job = scene.World.Children.Job("clicks-collect-1").ShouldNotBeNull();
        job.Spec!.ActiveDeadlineSeconds.ShouldBe(900);
        var spec = JsonSerializer.Deserialize(scene.World.Children.ConfigMap("clicks-collect-1")!.Data!["spec.json"], ContractsJson.Default.CollectSpec)!;
        spec.Versions.ShouldHaveSingleItem().ShouldBe(new DatasetPin { Name = "clicks", Digest = Samples.Digest('1'), ManifestUri = "s3://store/1/manifest.json" });
        (spec.Runs, spec.KeepRuns).ShouldBe(("s3://store/datasets/shop/clicks/_runs", spec.KeepRuns));
        spec.KeepRuns!.ShouldBe([scene.Status.LastSnapshot!.Job, "clicks-collect-1"]);
        scene.Ready.Status.ShouldBe(Condition.True);

        scene.Collects();
        scene.Status.Collection!.Versions.ShouldBeNull();
        scene.Status.Conditions.Find("Collected")!.Message.ShouldBe("the files of 1 old version are gone");
        Letters(scene.Status.Versions).ShouldBe("32");
    }

    [Fact]
    public void Nothing_goes_that_is_used()
    {
        var scene = Versions(new Retention { Versions = 1 }, "1", VersionsInUse.None with { OnRecord = new HashSet<string> { Samples.Digest('1') }, Needed = new HashSet<string> { Samples.Digest('2') } });
        foreach (var digit in "2345") scene.Annotate($"{digit}").Ends(Samples.Snapshot(digit));
        Letters(scene.Status.Collection!.Versions).ShouldBe("3");
        Letters(scene.Status.Versions).ShouldBe("5421");

        scene.World = scene.World with { InUse = VersionsInUse.None with { Needed = new HashSet<string> { Samples.Digest('3') } } };
        scene.Wait(Grace);
        Letters(scene.Status.Collection!.Versions).ShouldBe("21", "what somebody has begun to use meanwhile is given back, and others may go");
        Letters(scene.Status.Versions).ShouldBe("543");
    }

    [Fact]
    public void What_is_used_when_the_Job_is_to_be_made_is_given_back()
    {
        var scene = Versions(new Retention { Versions = 1 }, "123");
        scene.Now += Grace;
        scene.Step();
        scene.Status.Collection!.Job.ShouldNotBeNull();
        scene.World = scene.World with { InUse = VersionsInUse.None with { Needed = new HashSet<string> { Samples.Digest('1') } } };
        scene.Settle();
        scene.World.Children.Jobs.ShouldNotContain(job => Collector.IsCollect(job));
        Letters(scene.Status.Versions).ShouldBe("321");
        scene.Status.Collection!.Versions.ShouldBeNull();

        scene.World = scene.World with { InUse = null };
        scene.Settle();
        Letters(scene.Status.Versions).ShouldBe("321", "as long as nobody knows what is used, nothing goes");
    }

    [Fact]
    public void Snapshots_and_collections_exclude_each_other()
    {
        var scene = Versions(new Retention { Versions = 1 }, "123").Wait(Grace);
        scene.World.Children.Job("clicks-collect-1").ShouldNotBeNull();
        scene.Annotate("4");
        scene.Ready.Reason.ShouldBe("Collecting");
        scene.Ready.Status.ShouldBe(Condition.True);
        scene.Collects();
        scene.Ready.Reason.ShouldBe("Starting", "it begins when the files are gone");

        scene.Wait(Grace + Grace).Status.Collection!.Versions.ShouldBeNull("nothing is collected while a snapshot runs");
        scene.Ends(Samples.Snapshot('1'));
        Letters(scene.Status.Versions).ShouldBe("13", "the same rows again make the version anew");
    }

    [Fact]
    public void A_version_that_comes_again_before_its_files_go_is_taken_off_the_collection()
    {
        var scene = Versions(new Retention { Versions = 1 }, "123");
        scene.Annotate("4").Ends(Samples.Snapshot('1'));
        scene.Status.Current!.Digest.ShouldBe(Samples.Digest('1'));
        Letters(scene.Status.Collection!.Versions).ShouldBe("2");
        scene.Wait(Grace);
        JsonSerializer.Deserialize(scene.World.Children.ConfigMap("clicks-collect-1")!.Data!["spec.json"], ContractsJson.Default.CollectSpec)!.Versions.ShouldHaveSingleItem().Digest.ShouldBe(Samples.Digest('2'));
    }

    [Fact]
    public void A_collection_that_fails_is_told_and_tried_again()
    {
        var scene = Versions(new Retention { Versions = 1 }, "123").Wait(Grace);
        scene.Fails(2, Samples.Text(Samples.Error("collect", StepOutcome.Invalid, "PermissionDenied", "deletion is forbidden", "grant it")));
        var told = scene.Status.Conditions.Find("Collected")!;
        (told.Status, told.Reason).ShouldBe((Condition.False, "PermissionDenied"));
        told.Message!.ShouldContain("tried again in 1 h: deletion is forbidden");
        scene.Ready.Status.ShouldBe(Condition.True);
        scene.Annotate("4").Ends(Samples.Snapshot('4')).Status.Current!.Digest.ShouldBe(Samples.Digest('4'), "it holds up no snapshot");

        scene.Wait(TimeSpan.FromHours(1));
        scene.World.Children.Jobs.Where(Collector.IsCollect).Select(job => job.Metadata.Name).ShouldBe(["clicks-collect-2"]);
        scene.Collects().Status.Conditions.Find("Collected")!.Status.ShouldBe(Condition.True);
    }

    [Fact]
    public void A_step_that_does_not_say_what_is_gone_proves_nothing()
    {
        var scene = Versions(new Retention { Versions = 1 }, "123").Wait(Grace);
        scene.Ends(new StepResult { Step = "collect", Outcome = StepOutcome.Succeeded, Collect = new CollectResult { Versions = [] } });
        scene.Status.Conditions.Find("Collected")!.Reason.ShouldBe("NoResult");
        Letters(scene.Status.Collection!.Versions).ShouldBe("1");
    }

    [Fact]
    public void Age_ends_a_version_by_itself_and_never_the_current_one()
    {
        var scene = Versions(new Retention { MaxAge = Duration.Parse("90d") }, "1");
        scene.Wait(TimeSpan.FromDays(1)).Annotate("2").Ends(Samples.Snapshot('2')).Annotate("3").Ends(Samples.Snapshot('3'));
        scene.Status.Collection.ShouldBeNull();
        scene.Step().RequeueAfter.ShouldBe(TimeSpan.FromDays(89));
        scene.Wait(TimeSpan.FromDays(89));
        Letters(scene.Status.Collection!.Versions).ShouldBe("1");
        scene.Wait(TimeSpan.FromDays(89)).Collects();
        Letters(scene.Status.Versions).ShouldBe("32", "the last is current, and the one before it was compared with it");
    }

    [Fact]
    public void A_wrong_manifest_takes_nothing_away()
    {
        var scene = Versions(new Retention(), "123");
        scene.Change(spec => spec with { Retention = new Retention { Versions = 1, MaxAge = new Duration(TimeSpan.Zero) } });
        scene.Ready.Reason.ShouldBe("InvalidSpec");
        Letters(scene.Status.Versions).ShouldBe("321");
    }

    [Fact, Trait("Capability", "D22")]
    public void A_version_with_rows_to_be_deleted_goes_as_soon_as_nothing_needs_it()
    {
        var scene = Versions(new Retention(), "12", VersionsInUse.None with { Needed = new HashSet<string> { Samples.Digest('1') }, OnRecord = new HashSet<string> { Samples.Digest('2') } });
        scene.Change(spec => spec with
        {
            Deletion = new Deletion { Delay = new Duration(TimeSpan.Zero), Requests = [new DeletionRequest { Name = "gdpr-17", Match = [new KeyMatch { Column = "country", Values = ["DE"] }] }] },
        });
        scene.Status.Collection.ShouldBeNull("the current version stays until there is a better one");
        var result = Samples.Snapshot('3');
        scene.Ends(result with { Snapshot = result.Snapshot! with { Deleted = new Dictionary<string, long> { ["gdpr-17"] = 5 } } });
        Letters(scene.Status.Versions).ShouldBe("31", "a model needs the first");
        Letters(scene.Status.Collection!.Versions).ShouldBe("2", "that a run which has ended read the second, and that the third was compared with it, is no use of it");

        scene.World = scene.World with { InUse = VersionsInUse.None };
        scene.Wait(Grace).Collects();
        Letters(scene.Status.Collection!.Versions).ShouldBe("1", "the model is gone");
    }

    [Fact]
    public void In_use_is_what_runs_models_derived_versions_snapshots_and_predictors_name()
    {
        var job = Samples.Training() with
        {
            Status = new Api.TrainingJobs.TrainingJobStatus
            {
                Runs =
                [
                    new Api.TrainingJobs.TrainingRun { Name = "a", Version = "v1", ConfigurationDigest = "", Dataset = Pin('1'), JoinedDatasets = [Pin('2')], State = Api.TrainingJobs.RunState.Running },
                    new Api.TrainingJobs.TrainingRun { Name = "b", Version = "v2", ConfigurationDigest = "", Dataset = Pin('3'), State = Api.TrainingJobs.RunState.Failed },
                ],
            },
        };
        var model = Samples.Version();
        model = model with { Spec = model.Spec with { Provenance = new ModelProvenance { Dataset = "clicks", DatasetDigest = Samples.Digest('4'), JoinedDatasets = [Pin('5')] } } };
        var derived = Samples.Clicks("daily") with
        {
            Status = new DatasetStatus
            {
                Versions = [new DatasetVersion { Digest = Samples.Digest('d'), ManifestUri = "", Parents = [Pin('6')] }],
                LastSnapshot = new SnapshotStatus { Job = "j", SpecDigest = "", RunDigest = "", Reads = [new DataRead { Dataset = "shop/clicks", Digest = Samples.Digest('7'), At = Samples.Now }] },
            },
        };
        var backfilled = Samples.Features() with
        {
            Status = new Api.FeatureSets.FeatureSetStatus { Backfill = new Api.FeatureSets.BackfillStatus { Job = "b", SpecDigest = "", RunDigest = "", Dataset = Pin('9') } },
        };
        var table = new ConfigMap
        {
            Data = new Dictionary<string, string> { ["lookups.json"] = JsonSerializer.Serialize(new LookupTable { Lookups = [new LookupTarget("clicks", "s3://x", Samples.Digest('8'))] }, ContractsJson.Default.LookupTable) },
        };
        var used = VersionsInUse.Of([derived], [backfilled], [job], [model], [table, new ConfigMap()]);
        used.Needed.ShouldBe("12456789".Select(Samples.Digest), ignoreOrder: true);
        used.OnRecord.ShouldBe("123".Select(Samples.Digest), ignoreOrder: true);
        Expiry.IsUsed(new DatasetVersion { Digest = Samples.Digest('a'), ManifestUri = "", Lookup = new LookupArtifact { Uri = "", Digest = Samples.Digest('8') } }, used).ShouldBeTrue();
    }

    private static DatasetScene Versions(Retention retention, string digits, VersionsInUse? inUse = null)
    {
        var scene = new DatasetScene(Samples.Clicks() with { Spec = Samples.Clicks().Spec with { Retention = retention } });
        scene.World = scene.World with { InUse = inUse ?? VersionsInUse.None };
        scene.Settle().Ends(Samples.Snapshot(digits[0]));
        foreach (var digit in digits[1..]) scene.Annotate($"{digit}").Ends(Samples.Snapshot(digit));
        return scene;
    }

    private static DatasetPin Pin(char digit) => new() { Name = "clicks", Digest = Samples.Digest(digit), ManifestUri = "" };

    private static string Letters(IEnumerable<DatasetVersion>? versions) => string.Concat((versions ?? []).Select(version => version.Digest[^1]));
}

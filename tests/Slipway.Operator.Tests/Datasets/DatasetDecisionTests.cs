using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Api.Datasets;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Datasets.Collection;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Datasets;

public sealed class DatasetDecisionTests
{
    [Fact, Trait("Capability", "D1")]
    public void A_new_dataset_is_snapshotted_and_becomes_ready()
    {
        var scene = new DatasetScene();
        scene.Step().Children.ShouldBeEmpty("the snapshot goes on record before its Job is made");
        scene.Status.LastSnapshot!.Job.ShouldMatch("^clicks-snapshot-[0-9a-f]{8}$");
        scene.Status.Phase.ShouldBe(DatasetPhase.Validating);

        scene.Settle();
        scene.Ready.Reason.ShouldBe("Starting");
        var spec = JsonSerializer.Deserialize(scene.World.Children.ConfigMaps[0].Data!["spec.json"], ContractsJson.Default.SnapshotSpec)!;
        spec.Output.ShouldBe("s3://store/datasets/shop/clicks");
        spec.ResultPrefix.ShouldBe($"s3://store/datasets/shop/clicks/_runs/{scene.Job.Metadata.Name}");
        spec.Columns.Count.ShouldBe(4);

        scene.Ends(Samples.Snapshot());
        scene.Status.Phase.ShouldBe(DatasetPhase.Ready);
        scene.Status.Current!.Digest.ShouldBe(Samples.Digest('d'));
        scene.Status.Current.Rows.ShouldBe(1000);
        scene.Ready.Status.ShouldBe(Condition.True);
        scene.Ready.Message.ShouldBe("version dddddddddddd has 1,000 rows, 4 were rejected");
    }

    [Fact, Trait("Capability", "D2")]
    public void A_refresh_makes_a_version_only_when_the_data_has_changed()
    {
        var scene = new DatasetScene().Settle().Ends(Samples.Snapshot());
        scene.Annotate("one").Ends(Samples.Snapshot());
        scene.Status.Versions!.Count.ShouldBe(1);
        scene.Status.Conditions.Find("Valid")!.Message.ShouldBe("the source still gives version dddddddddddd");

        scene.Annotate("two").Ends(Samples.Snapshot('e'));
        scene.Status.Versions!.Select(version => version.Digest).ShouldBe([Samples.Digest('e'), Samples.Digest('d')]);
        scene.World.Children.Jobs.Select(job => job.Metadata.Name).Distinct().Count().ShouldBe(3);
    }

    [Fact, Trait("Capability", "D7")]
    public void A_snapshot_is_compared_with_the_version_that_was_current_when_it_began()
    {
        var scene = new DatasetScene().Settle();
        scene.Status.LastSnapshot!.Previous.ShouldBeNull("there is nothing to compare the first with");
        scene.Ends(Samples.Snapshot());
        var (first, spec) = (scene.Status.LastSnapshot!, scene.Status.LastSnapshot!.SpecDigest);
        scene.Settle().Status.LastSnapshot!.Job.ShouldBe(first.Job, "a new version does not ask for the next snapshot");

        scene.Annotate("again");
        var pin = new DatasetPin { Name = "clicks", Digest = Samples.Digest('d'), ManifestUri = "s3://store/d/manifest.json" };
        scene.Status.LastSnapshot!.Previous.ShouldBe(pin);
        Specification(scene).Previous.ShouldBe(pin);

        scene.Ends(Samples.Snapshot('e'));
        scene.Status.LastSnapshot!.Previous.ShouldBe(pin, "the record says what the version was compared with");
        var second = scene.Status.LastSnapshot!;
        scene.Settle().World.Children.Jobs.Count.ShouldBe(2);
        scene.Status.LastSnapshot!.ShouldBe(second);

        scene.Annotate("refused").Fails(3);
        scene.Status.LastSnapshot!.Previous!.Digest.ShouldBe(Samples.Digest('e'));
        scene.Annotate("once more").Status.LastSnapshot!.Previous!.Digest.ShouldBe(Samples.Digest('e'), "a refused snapshot is nothing to compare with");
        spec.ShouldNotBe(scene.Status.LastSnapshot!.SpecDigest, "the annotation is part of it");
    }

    [Fact, Trait("Capability", "D7")]
    public void What_is_compared_how_is_a_reason_for_a_snapshot_and_what_it_is_compared_with_is_none()
    {
        var scene = new DatasetScene().Settle().Ends(Samples.Snapshot());
        var before = scene.Status.LastSnapshot!;
        scene.World = scene.World with { Dataset = scene.World.Dataset with { Status = scene.Status with { Current = scene.Status.Current! with { Digest = Samples.Digest('f') } } } };
        scene.Settle().Status.LastSnapshot!.Job.ShouldBe(before.Job);

        scene.Change(spec => spec with { Comparison = new Comparison { Ks = new ShiftLimit { Max = 0.2 } } });
        scene.Status.LastSnapshot!.Job.ShouldNotBe(before.Job);
        Specification(scene).Comparison!.Ks!.Max.ShouldBe(0.2);
        scene.Status.LastSnapshot!.Previous!.Digest.ShouldBe(Samples.Digest('f'));
    }

    [Fact, Trait("Capability", "D1")]
    public void The_last_good_version_stays_when_a_newer_snapshot_is_refused()
    {
        var scene = new DatasetScene().Settle().Ends(Samples.Snapshot()).Annotate("again");
        scene.Ready.Status.ShouldBe(Condition.True, "the version stays usable while a newer one is made");
        scene.Status.Conditions.IsTrue("Reconciling").ShouldBeTrue();

        var refused = Samples.Error("snapshot", StepOutcome.Refused, "TooManyRejected", "412 of 1000 rows were rejected, limit 1 %", "mend the source, or raise spec.limits.maxRejectedPercent");
        scene.Fails(3, Samples.Text(refused));
        scene.Status.Current!.Digest.ShouldBe(Samples.Digest('d'));
        scene.Ready.Status.ShouldBe(Condition.True);
        scene.Ready.Message!.ShouldContain("stays current, because the last snapshot was refused: 412 of 1000 rows were rejected");
        scene.Status.Conditions.Find("Valid")!.Status.ShouldBe(Condition.False);
        scene.Status.Conditions.Find("Valid")!.Reason.ShouldBe("TooManyRejected");
    }

    [Fact]
    public void A_failure_is_final_until_something_that_could_help_changes()
    {
        var scene = new DatasetScene().Settle().Fails(137, reason: "OOMKilled");
        scene.Status.Phase.ShouldBe(DatasetPhase.Failed);
        scene.Status.Conditions.IsTrue("Stalled").ShouldBeTrue();
        scene.Ready.Reason.ShouldBe("OutOfMemory");
        var first = scene.Job.Metadata.Name;

        scene.World = scene.World with { Children = Operator.Steps.StepObjects.None };
        scene.Settle();
        scene.World.Children.Jobs.ShouldBeEmpty("a failure on record is not repeated because its Job is gone");

        scene.Change(spec => spec with { Snapshot = new Api.PodPlacement { Resources = new ResourceRequirements { Limits = new Dictionary<string, string> { ["memory"] = "2Gi" } } } });
        scene.Job.Metadata.Name.ShouldNotBe(first, "more memory is a reason to try again");
    }

    [Fact]
    public void More_memory_is_no_reason_to_repeat_what_went_well()
    {
        var scene = new DatasetScene().Settle().Ends(Samples.Snapshot());
        scene.Change(spec => spec with { Snapshot = new Api.PodPlacement { PriorityClassName = "high" } });
        scene.World.Children.Jobs.Count.ShouldBe(1);
        scene.Ready.ObservedGeneration.ShouldBe(2);
    }

    [Fact]
    public void A_change_while_a_snapshot_runs_replaces_it()
    {
        var scene = new DatasetScene().Settle();
        var first = scene.Job.Metadata.Name;
        scene.Change(spec => spec with { Limits = new Limits { MaxRejectedPercent = 5 } });
        scene.World.Children.Jobs.Select(job => job.Metadata.Name).ShouldHaveSingleItem().ShouldNotBe(first);
        scene.World.Children.ConfigMaps.Count.ShouldBe(1);
    }

    [Fact]
    public void The_interval_makes_the_next_snapshot()
    {
        var scene = new DatasetScene(Samples.Clicks() with { Spec = Samples.Clicks().Spec with { Refresh = new Refresh { Interval = Duration.Parse("1h") } } });
        scene.Settle().Ends(Samples.Snapshot());
        scene.Step().RequeueAfter.ShouldBe(TimeSpan.FromHours(1));
        scene.Now += TimeSpan.FromMinutes(59);
        scene.Settle().World.Children.Jobs.Count.ShouldBe(1);
        scene.Now += TimeSpan.FromMinutes(1);
        scene.Settle().World.Children.Jobs.Count.ShouldBe(2);
    }

    [Fact]
    public void Old_versions_are_dropped_unless_something_refers_to_them()
    {
        var scene = new DatasetScene(Samples.Clicks() with { Spec = Samples.Clicks().Spec with { Retention = new Retention { Versions = 2 } } });
        scene.World = scene.World with { InUse = VersionsInUse.None with { OnRecord = new HashSet<string> { Samples.Digest('1') } } };
        scene.Settle().Ends(Samples.Snapshot('1'));
        foreach (var digit in "234") scene.Annotate($"{digit}").Ends(Samples.Snapshot(digit));
        scene.Status.Versions!.Select(version => version.Digest[^1]).ShouldBe(['4', '3', '1']);
    }

    [Fact, Trait("Capability", "P2")]
    public void A_manifest_error_names_the_field_and_the_remedy()
    {
        var scene = new DatasetScene(Samples.Clicks() with { Spec = Samples.Clicks().Spec with { EventTime = "att" } }).Settle();
        scene.Ready.Reason.ShouldBe("InvalidSpec");
        scene.Ready.Message.ShouldBe("spec.eventTime: 'att': there is no such column; did you mean 'at'?");
        scene.Status.Conditions.IsTrue("Stalled").ShouldBeTrue();
        scene.World.Children.Jobs.ShouldBeEmpty();
    }

    [Fact]
    public void A_derived_dataset_pins_the_versions_it_reads()
    {
        var parent = Samples.Clicks() with { Status = new DatasetStatus { Current = new DatasetVersion { Digest = Samples.Digest('a'), ManifestUri = "s3://a/manifest.json" } } };
        var scene = new DatasetScene(Derived("daily", "clicks")).Among(Samples.Clicks());
        scene.Settle().Ready.Reason.ShouldBe("WaitingForDataset");
        scene.Status.Phase.ShouldBe(DatasetPhase.Pending);

        scene.Among(parent).Settle();
        var spec = JsonSerializer.Deserialize(scene.World.Children.ConfigMaps[0].Data!["spec.json"], ContractsJson.Default.SnapshotSpec)!;
        spec.Parents!.ShouldHaveSingleItem().Digest.ShouldBe(Samples.Digest('a'));
        scene.Ends(Samples.Snapshot());
        scene.Status.Current!.Parents!.ShouldHaveSingleItem().Name.ShouldBe("clicks");
    }

    [Fact, Trait("Capability", "D9")]
    public void What_checks_read_is_pinned_and_a_new_version_of_it_is_a_reason_to_check_again()
    {
        var payments = Samples.Clicks("payments") with { Status = new DatasetStatus { Current = new DatasetVersion { Digest = Samples.Digest('a'), ManifestUri = "s3://a/manifest.json" } } };
        var check = new Contracts.Data.Check { Name = "as-paid", Query = "SELECT count(*) FROM kept", Against = "SELECT count(*) FROM payments", Datasets = ["payments"] };
        var scene = new DatasetScene(Samples.Clicks() with { Spec = Samples.Clicks().Spec with { Checks = [check] } });
        scene.Among().Settle().Ready.Message!.ShouldStartWith("spec.checks[0].datasets[0]: there is no Dataset 'payments'");

        scene.Among(payments).Settle();
        Specification(scene).Parents.ShouldBeNull();
        Specification(scene).References!.ShouldHaveSingleItem().Digest.ShouldBe(Samples.Digest('a'));
        scene.Ends(Samples.Snapshot());
        var first = scene.Status.LastSnapshot!.Job;
        scene.Among(payments with { Status = new DatasetStatus { Current = payments.Status.Current! with { Digest = Samples.Digest('b') } } }).Settle();
        scene.Status.LastSnapshot!.Job.ShouldNotBe(first);

        var itself = check with { Datasets = ["clicks"] };
        new DatasetScene(Samples.Clicks() with { Spec = Samples.Clicks().Spec with { Checks = [itself] } }).Settle().Ready.Reason.ShouldBe("DatasetCycle");
    }

    [Fact, Trait("Capability", "D18")]
    public void A_version_grows_stale_by_itself_and_a_newer_event_makes_it_fresh()
    {
        var scene = new DatasetScene(Samples.Clicks() with { Spec = Samples.Clicks().Spec with { Freshness = new Freshness { MaxAge = Duration.Parse("6h") } } });
        scene.Settle().Status.Conditions.Find("Fresh").ShouldBeNull("there is no version yet");
        scene.Ends(Until(scene.Now - TimeSpan.FromHours(1), 'd'));
        scene.Status.Conditions.Find("Fresh")!.Status.ShouldBe(Condition.True);
        scene.Step().RequeueAfter.ShouldBe(TimeSpan.FromHours(5), "the operator looks again when it will be too old");

        scene.Now += TimeSpan.FromHours(5);
        scene.Settle();
        var fresh = scene.Status.Conditions.Find("Fresh")!;
        (fresh.Status, fresh.Reason).ShouldBe((Condition.False, "Stale"));
        fresh.Message!.ShouldContain("the largest allowed age is 6h; see whether the source is still written");
        scene.Ready.Status.ShouldBe(Condition.True, "the version can still be used");

        scene.Annotate("again").Ends(Until(scene.Now, 'e'));
        scene.Status.Conditions.Find("Fresh")!.Status.ShouldBe(Condition.True);
        scene.Change(spec => spec with { Freshness = null });
        scene.Ends(Until(scene.Now, 'e')).Status.Conditions.Find("Fresh").ShouldBeNull();
    }

    [Fact, Trait("Capability", "D7")]
    public void The_rows_of_the_last_versions_are_pinned_for_the_trailing_average()
    {
        var scene = new DatasetScene().Settle();
        Specification(scene).History.ShouldBeNull();
        foreach (var digit in "123456789") scene.Ends(Samples.Snapshot(digit, rows: 900 + digit)).Annotate($"{digit}");
        Specification(scene).History!.Select(version => version.Rows).ShouldBe([.. "9876543".Select(digit => 1000L + digit)]);
        var job = scene.Status.LastSnapshot!.Job;
        scene.Settle().Status.LastSnapshot!.Job.ShouldBe(job, "the history is no reason for a snapshot");
    }

    [Fact, Trait("Capability", "D5")]
    public void An_inferred_schema_is_kept_and_enforced_by_the_next_snapshot()
    {
        var scene = new DatasetScene(Samples.Clicks() with { Spec = Samples.Clicks().Spec with { Schema = null } }).Settle();
        Specification(scene).Columns.ShouldBeEmpty();
        IReadOnlyList<Column> columns = [new Column { Name = "at", Type = ColumnType.Timestamp }, new Column { Name = "clicked", Type = ColumnType.Boolean }];
        var result = Samples.Snapshot();
        scene.Ends(result with { Snapshot = result.Snapshot! with { Columns = columns } });
        scene.Status.Schema.ShouldBe(columns);
        var first = scene.Status.LastSnapshot!.Job;
        scene.Settle().Status.LastSnapshot!.Job.ShouldBe(first, "what was found is no reason for another snapshot");

        scene.Annotate("again");
        Specification(scene).Columns.ShouldBe(columns);
        scene.Ends(Samples.Snapshot('e')).Status.Schema.ShouldBe(columns);
        scene.Change(spec => spec with { Schema = new DatasetSchema { Columns = columns } });
        scene.Ends(Samples.Snapshot('f')).Status.Schema.ShouldBeNull("the manifest declares the columns now");
    }

    private static StepResult Until(DateTimeOffset newest, char digit)
    {
        var result = Samples.Snapshot(digit);
        return result with { Snapshot = result.Snapshot! with { EventTimeMin = newest.AddDays(-1), EventTimeMax = newest.AddYears(4), NewestEvent = newest } };
    }

    [Fact, Trait("Capability", "P2")]
    public void An_unknown_parent_a_circle_and_a_golden_parent_are_told_apart()
    {
        new DatasetScene(Derived("daily", "clikcs")).Among(Samples.Clicks()).Settle().Ready.Message
            .ShouldBe("spec.source.datasets[0]: there is no Dataset 'clikcs' in namespace shop; did you mean 'clicks'?");

        var circle = new DatasetScene(Derived("a", "b")).Among(Derived("b", "c"), Derived("c", "a")).Settle();
        circle.Ready.Reason.ShouldBe("DatasetCycle");
        circle.Ready.Message!.ShouldContain("a -> b -> c -> a");

        var golden = Samples.Clicks("golden") with { Spec = Samples.Clicks().Spec with { Role = DatasetRole.Golden } };
        new DatasetScene(Derived("daily", "golden")).Among(golden).Settle().Ready.Reason.ShouldBe("RoleNotTraining");
    }

    /// <summary>Whatever happens in whatever order, doing a plan and deciding again asks for nothing more.</summary>
    [Fact, Trait("Capability", "P4")]
    public void Deciding_again_asks_for_nothing_more()
    {
        Action<DatasetScene>[] happenings =
        [
            scene => scene.Annotate(Guid.Empty.ToString()),
            scene => scene.Annotate("x"),
            scene => scene.Change(spec => spec with { Limits = new Limits { MinRows = spec.Limits.MinRows + 1 } }),
            scene => scene.Change(spec => spec with { Snapshot = new Api.PodPlacement { PriorityClassName = $"p{scene.World.Dataset.Metadata.Generation}" } }),
            scene => { if (scene.World.Children.Jobs.Count > 0) scene.Ends(Samples.Snapshot('1')); },
            scene => { if (scene.World.Children.Jobs.Count > 0) scene.Ends(Samples.Snapshot('2')); },
            scene => { if (scene.World.Children.Jobs.Count > 0) scene.Fails(2); },
            scene => { if (scene.World.Children.Jobs.Count > 0) scene.Ends(job => job, FakeRun.Running); },
            scene => scene.World = scene.World with { Children = Operator.Steps.StepObjects.None },
            scene => scene.Now += TimeSpan.FromMinutes(10),
        ];
        Prop.ForAll(Gen.Choose(1, 12).SelectMany(length => Gen.Choose(0, happenings.Length - 1).ListOf(length)).ToArbitrary(), story =>
        {
            var scene = new DatasetScene();
            foreach (var happening in story)
            {
                happenings[happening](scene);

                // Settle fails when it goes on for ever, and every plan is checked against the rules of kstatus.
                scene.Settle();
                scene.World.Children.Jobs.Count(job => job.Status is null).ShouldBeLessThanOrEqualTo(1, "two snapshots of one dataset never run at once");
            }
        }).QuickCheckThrowOnFailure();
    }

    private static SnapshotSpec Specification(DatasetScene scene) => JsonSerializer.Deserialize(
        scene.World.Children.ConfigMap(scene.Status.LastSnapshot!.Job)!.Data!["spec.json"], ContractsJson.Default.SnapshotSpec)!;

    private static Dataset Derived(string name, string parent) => Samples.Clicks(name) with
    {
        Spec = Samples.Clicks().Spec with { Source = new DataSource { Sql = $"SELECT * FROM {parent}", Datasets = [parent] } },
    };
}

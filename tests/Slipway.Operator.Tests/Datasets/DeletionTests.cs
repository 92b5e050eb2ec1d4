using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Datasets;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Datasets.Erasure;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.Datasets;

/// <summary>Deletion requests from the day they are listed to the version that lacks the rows.</summary>
[Trait("Capability", "D22")]
public sealed class DeletionTests
{
    private const string Key = "anna-key";

    private readonly List<PlannedEvent> events = [];

    [Fact]
    public void A_request_is_due_after_its_delay_and_done_with_the_version_that_lacks_its_rows()
    {
        var scene = new DatasetScene().Settle().Ends(Samples.Snapshot());
        var first = scene.Status.LastSnapshot!.Job;
        scene.Change(Asks("gdpr-17"));
        var pending = scene.Status.DeletionRequests!.ShouldHaveSingleItem();
        (pending.Phase, pending.RequestedAt, pending.EffectiveAfter).ShouldBe((DeletionPhase.Pending, Samples.Now, Samples.Now.AddHours(72)));
        scene.Status.LastSnapshot!.Job.ShouldBe(first, "it can be taken back still");
        scene.Step().RequeueAfter.ShouldBe(TimeSpan.FromHours(72));
        scene.Status.Versions![0].HoldsDeleted.ShouldBeNull();

        scene.Wait(TimeSpan.FromHours(72));
        scene.Status.DeletionRequests![0].Phase.ShouldBe(DeletionPhase.Effective);
        scene.Status.LastSnapshot!.Job.ShouldNotBe(first);
        scene.Status.Versions![0].HoldsDeleted.ShouldBe(["gdpr-17"]);
        scene.Status.Current!.HoldsDeleted.ShouldBe(["gdpr-17"]);
        scene.Status.Conditions.Find("DeletionsDone")!.Status.ShouldBe(Condition.False);
        var specification = Specification(scene);
        specification.Deletions!.ShouldHaveSingleItem().Match[0].Values.ShouldBe([Key]);

        scene.Ends(Removed(Samples.Snapshot('e'), "gdpr-17", 3));
        var done = scene.Status.DeletionRequests![0];
        (done.Phase, done.Version, done.RowsRemoved).ShouldBe((DeletionPhase.Done, new string('e', 12), 3));
        scene.Status.Current!.HoldsDeleted.ShouldBeNull();
        scene.Status.Versions!.Select(version => version.HoldsDeleted?.Count ?? 0).ShouldBe([0, 1]);
        scene.Status.Conditions.Find("DeletionsDone")!.Status.ShouldBe(Condition.True);

        scene.Annotate("again");
        Specification(scene).Deletions.ShouldNotBeNull("it holds for every later snapshot");
        scene.Ends(Removed(Samples.Snapshot('f'), "gdpr-17", 0));
        (scene.Status.DeletionRequests![0].Version, scene.Status.DeletionRequests[0].RowsRemoved).ShouldBe((new string('e', 12), 0));
    }

    [Fact]
    public void A_pending_request_can_be_taken_back_and_other_keys_are_another_request()
    {
        var scene = new DatasetScene().Settle().Ends(Samples.Snapshot()).Change(Asks("gdpr-17"));
        scene.Wait(TimeSpan.FromHours(71)).Change(Asks("gdpr-17", "other"));
        scene.Status.DeletionRequests![0].EffectiveAfter.ShouldBe(Samples.Now.AddHours(71 + 72), "the keys are other ones");
        scene.Change(spec => spec with { Deletion = null }).Wait(TimeSpan.FromHours(200));
        scene.Status.DeletionRequests.ShouldBeNull();
        scene.World.Children.Jobs.Count.ShouldBe(1);
    }

    [Fact]
    public void A_request_whose_rows_would_come_back_is_kept_and_one_that_finds_none_may_go()
    {
        var scene = Done(rows: 3);
        scene.Change(spec => spec with { Deletion = null });
        scene.Ready.Reason.ShouldBe("DeletionWithdrawn");
        scene.Ready.Message!.ShouldContain("the source had 3 of its rows in the last snapshot, and they would come back");
        var jobs = scene.World.Children.Jobs.Count;
        scene.Annotate("again").World.Children.Jobs.Count.ShouldBe(jobs, "no snapshot is taken without it");
        scene.Change(Asks("gdpr-17", "other")).Ready.Reason.ShouldBe("DeletionWithdrawn", "other keys under its name do not cover it");

        scene.Change(Asks("gdpr-17")).Ends(Removed(Samples.Snapshot('f'), "gdpr-17", 0));
        scene.Change(spec => spec with { Deletion = null }).Status.DeletionRequests.ShouldBeNull("the source has the rows no longer");
        scene.Ready.Reason.ShouldNotBe("DeletionWithdrawn");
    }

    [Fact]
    public void A_refused_snapshot_leaves_the_request_due_and_a_step_that_proves_nothing_is_refused()
    {
        var scene = Due();
        scene.Fails(3, Samples.Text(Samples.Error("snapshot", StepOutcome.Refused, "CheckFailed", "too few rows", "look")));
        scene.Status.DeletionRequests![0].Phase.ShouldBe(DeletionPhase.Effective);
        scene.Status.Conditions.Find("DeletionsDone")!.Reason.ShouldBe("Due");

        scene.Annotate("again").Ends(Samples.Snapshot('e'));
        scene.Status.Conditions.Find("Valid")!.Reason.ShouldBe("DeletionNotProven");
        scene.Status.Current!.Digest.ShouldBe(Samples.Digest('d'));
    }

    [Fact]
    public void The_same_version_again_is_marked_no_longer_once_it_is_proven()
    {
        var scene = Due().Ends(Removed(Samples.Snapshot('d'), "gdpr-17", 0));
        scene.Status.Current!.HoldsDeleted.ShouldBeNull();
        scene.Status.Versions!.ShouldHaveSingleItem().HoldsDeleted.ShouldBeNull();
    }

    [Fact]
    public void What_was_derived_from_a_marked_version_is_marked_with_it()
    {
        var parent = Done(rows: 3).World.Dataset;
        var derived = Samples.Clicks("daily") with { Spec = Samples.Clicks().Spec with { Source = new DataSource { Sql = "SELECT * FROM clicks", Datasets = ["clicks"] } } };
        var before = parent with { Status = parent.Status! with { Current = parent.Status.Versions![1] with { HoldsDeleted = null }, Versions = [parent.Status.Versions[1] with { HoldsDeleted = null }] } };
        var scene = new DatasetScene(derived).Among(before).Settle().Ends(Samples.Snapshot('1'));
        scene.Status.Current!.HoldsDeleted.ShouldBeNull();

        scene.Among(parent).Settle().Status.Current!.HoldsDeleted.ShouldBe(["clicks/gdpr-17"]);
        scene.Ends(Samples.Snapshot('2')).Status.Current!.HoldsDeleted.ShouldBeNull("it was made from the version that lacks the rows");
        scene.Status.Versions![^1].HoldsDeleted.ShouldBe(["clicks/gdpr-17"]);

        scene.Among(parent with { Status = parent.Status with { Versions = [parent.Status.Versions[0]] } }).Settle();
        scene.Status.Versions![^1].HoldsDeleted.ShouldBe(["clicks/gdpr-17"], "that the parent's version is gone makes it no better");
    }

    [Fact]
    public void A_mistake_is_told_without_the_keys()
    {
        var scene = new DatasetScene().Change(spec => spec with
        {
            Deletion = new Deletion
            {
                Requests =
                [
                    new DeletionRequest { Name = "one", Match = [new KeyMatch { Column = "contry", Values = [Key] }] },
                    new DeletionRequest { Name = "one", Match = [new KeyMatch { Column = "price", Values = [Key, "1"] }] },
                ],
            },
        });
        scene.Ready.Reason.ShouldBe("InvalidSpec");
        scene.Ready.Message!.ShouldContain("spec.deletion.requests[1].match[0].values: 1 of 2 are empty or no Float64");
        scene.Ready.Message!.ShouldContain("did you mean 'country'?");
        Said(scene).ShouldNotContain(Key);
    }

    [Fact]
    public void The_keys_are_in_the_specification_alone()
    {
        var scene = new DatasetScene().Settle().Ends(Samples.Snapshot()).Change(Asks("gdpr-17"));
        Watch(scene).Wait(TimeSpan.FromHours(72));
        Said(Watch(scene).Ends(Removed(Samples.Snapshot('e'), "gdpr-17", 3))).ShouldNotContain(Key);
        Said(Watch(scene.Change(spec => spec with { Deletion = null }))).ShouldNotContain(Key);
        events.ShouldNotBeEmpty();
        foreach (var child in scene.World.Children.Jobs) JsonSerializer.Serialize(child, KubernetesJson.Default.Job).ShouldNotContain(Key);
    }

    [Fact]
    public void The_digest_of_the_keys_does_not_depend_on_their_order()
    {
        KeyMatch[] match = [new KeyMatch { Column = "a", Values = ["1", "2"] }, new KeyMatch { Column = "b", Values = ["3"] }];
        DeletionKeys.Digest(match).ShouldBe(DeletionKeys.Digest([match[1], match[0] with { Values = ["2", "1"] }]));
        DeletionKeys.Digest(match).ShouldNotBe(DeletionKeys.Digest([match[0] with { Values = ["1", "2\nvalue 1 3"] }, match[1]]));
    }

    private static DatasetScene Due() => new DatasetScene().Settle().Ends(Samples.Snapshot()).Change(Asks("gdpr-17")).Wait(TimeSpan.FromHours(72));

    private static DatasetScene Done(long rows) => Due().Ends(Removed(Samples.Snapshot('e'), "gdpr-17", rows));

    private static Func<DatasetSpec, DatasetSpec> Asks(string name, string value = Key) => spec => spec with
    {
        Deletion = new Deletion { Requests = [new DeletionRequest { Name = name, Match = [new KeyMatch { Column = "country", Values = [value] }], Reason = "GDPR Art. 17", RequestedBy = "privacy office" }] },
    };

    private static StepResult Removed(StepResult result, string name, long rows) => result with { Snapshot = result.Snapshot! with { Deleted = new Dictionary<string, long> { [name] = rows } } };

    private DatasetScene Watch(DatasetScene scene)
    {
        events.AddRange(DeletionLedger.Of(scene.World.Dataset, scene.Now + TimeSpan.FromHours(72)).Events);
        events.AddRange(ConditionEvents.Between(null, scene.Status.Conditions));
        return scene;
    }

    private string Said(DatasetScene scene) => JsonSerializer.Serialize(scene.Status, ApiJson.Default.GetTypeInfo(typeof(DatasetStatus))!) + string.Join('\n', events);

    private static SnapshotSpec Specification(DatasetScene scene) => JsonSerializer.Deserialize(
        scene.World.Children.ConfigMap(scene.Status.LastSnapshot!.Job)!.Data!["spec.json"], ContractsJson.Default.SnapshotSpec)!;
}

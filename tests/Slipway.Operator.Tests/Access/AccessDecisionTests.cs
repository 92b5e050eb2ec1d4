using System.Text.Json;
using Slipway.Api.Datasets;
using Slipway.Api.FeatureSets;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Access;
using Slipway.Operator.Datasets.Erasure;
using Slipway.Operator.FeatureSets;
using Slipway.Operator.Reconciling;
using Slipway.Operator.Tests.Datasets;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Tests.TrainingJobs;

namespace Slipway.Operator.Tests.Access;

/// <summary>What the reconcilers make of grants, and what they put on record.</summary>
[Trait("Capability", "D24")]
public sealed class AccessDecisionTests
{
    private static readonly AccessRule Plain = new() { Name = "plain", Namespaces = ["research"], Columns = ["at", "price", "clicked"], MaxAge = Duration.Parse("90d") };

    [Fact]
    public void A_derived_dataset_sees_what_is_granted_and_has_it_on_record_before_its_Job()
    {
        var scene = Derived(Plain);
        scene.Step().Children.ShouldBeEmpty();
        var read = scene.Status.LastSnapshot!.Reads!.ShouldHaveSingleItem();
        (read.Dataset, read.Digest, read.MaxAge, read.At, read.BreakGlass).ShouldBe(("shop/clicks", Samples.Digest('p'), Plain.MaxAge, scene.Now, null));
        read.Columns.ShouldBe(["at", "price", "clicked"]);
        read.Rules.ShouldBe(["plain"]);

        var made = scene.Step();
        made.Children.Count.ShouldBe(2);
        made.Reads!.Job.ShouldBe(scene.Status.LastSnapshot.Job);
        made.Reads.Reads.ShouldHaveSingleItem().ShouldBe(read);
        scene.Step().Reads.ShouldBeNull("the Job is there, so nothing new is read");
        var spec = JsonSerializer.Deserialize(scene.World.Children.ConfigMaps[0].Data!["spec.json"], ContractsJson.Default.SnapshotSpec)!;
        spec.Parents!.Single().View!.Columns.ShouldBe(["at", "price", "clicked"]);
        spec.Parents!.Single().View!.MaxAge.ShouldBe(Plain.MaxAge);
    }

    [Fact]
    public void Without_a_grant_nothing_is_snapshotted_and_a_withdrawn_one_stops_the_Job()
    {
        var scene = Derived().Settle();
        (scene.Ready.Status, scene.Ready.Reason).ShouldBe((Condition.False, "AccessDenied"));
        scene.Ready.Message!.ShouldContain("spec.source.datasets[0]: namespace 'research' may not read it");
        scene.World.Children.Jobs.ShouldBeEmpty();

        Grants(scene, Plain).Settle().World.Children.Jobs.Count.ShouldBe(1);
        Grants(scene).Settle().Ready.Reason.ShouldBe("AccessDenied");
        scene.World.Children.Jobs.ShouldBeEmpty("what may no longer be read is no longer read");
        Grants(scene, Plain).Settle().Ends(Samples.Snapshot()).Ready.Status.ShouldBe(Condition.True);
    }

    [Fact]
    public void A_narrower_grant_makes_another_version()
    {
        var scene = Grants(Derived(), Plain).Settle().Ends(Samples.Snapshot());
        var first = scene.Status.LastSnapshot!.Job;
        Grants(scene, Plain with { Columns = ["at", "clicked"] }).Settle().Status.LastSnapshot!.Job.ShouldNotBe(first);
    }

    [Fact]
    public void An_exception_is_looked_at_again_when_it_ends()
    {
        var scene = Derived(Glass("bob", "eve")).Settle().Ends(Samples.Snapshot());
        scene.Status.LastSnapshot!.Reads!.Single().BreakGlass.ShouldBe("fraud of yesterday");
        scene.Step().RequeueAfter.ShouldBe(TimeSpan.FromHours(2));
        scene.Now += TimeSpan.FromHours(2);
        scene.Settle().Ready.Reason.ShouldBe("AccessDenied");
        scene.Status.Current.ShouldNotBeNull("what was derived stays");
    }

    [Fact]
    public void Circles_are_found_across_namespaces()
    {
        var far = GrantTests.Shared(new AccessRule { Name = "all", Namespaces = ["*"] });
        far = far with { Spec = far.Spec with { Source = new DataSource { Sql = "SELECT * FROM \"research/derived\"", Datasets = ["research/derived"] } } };
        var scene = new DatasetScene(Reader()).Among(far).Settle();
        scene.Ready.Reason.ShouldBe("DatasetCycle");
        scene.Ready.Message!.ShouldContain("derived -> shop/clicks -> derived");
    }

    [Fact]
    public void A_run_has_on_record_what_it_reads_and_the_model_has_it_in_its_provenance()
    {
        var scene = Training(Plain);
        scene.Step().Reads.ShouldBeNull();
        var run = scene.Status.Runs![0];
        run.Dataset.View!.Columns.ShouldBe(["at", "price", "clicked"]);
        var read = run.Reads!.ShouldHaveSingleItem();
        read.Columns.ShouldBe(["price", "clicked"], "what features and label read, not all that may be read");
        var made = scene.Step();
        made.Reads!.Job.ShouldBe(run.Name);
        scene.Settle().Ends(Samples.Trained());
        scene.World.Versions.Single().Spec.Provenance!.Reads!.Single().ShouldBe(read);
    }

    [Fact]
    public void A_run_that_may_no_longer_read_is_stopped()
    {
        var scene = Training(Glass("bob", "eve")).Settle();
        scene.Jobs.Count.ShouldBe(1);
        scene.Status.Runs![0].Reads!.Single().BreakGlass.ShouldBe("fraud of yesterday");
        scene.Step().RequeueAfter.ShouldBe(TimeSpan.FromHours(2));
        scene.Now += TimeSpan.FromHours(2);
        scene.Settle();
        scene.Jobs.ShouldBeEmpty();
        scene.Status.Runs![0].Message!.ShouldContain("it may no longer read its data");
        scene.Ready.Reason.ShouldBe("AccessDenied");
    }

    [Theory]
    [InlineData("label", "clicked")]
    [InlineData("weight", "email")]
    [InlineData("slice", "country")]
    public void A_column_that_is_not_granted_is_named(string use, string column)
    {
        var scene = Training(Plain with { Columns = use == "label" ? ["at", "price"] : ["at", "price", "clicked"] });
        scene.Change(spec => use switch
        {
            "weight" => spec with { Weight = column },
            "slice" => spec with { Evaluation = new EvaluationPolicy { Slices = [new Slice { Column = column }] } },
            _ => spec,
        });
        scene.Ready.Reason.ShouldBe("AccessDenied");
        scene.Ready.Message!.ShouldContain($"spec.dataset: '{column}': namespace 'research' may not read this column: rule 'plain'");
    }

    [Fact]
    public void An_image_of_ones_own_gets_no_part_of_a_dataset()
    {
        var scene = Training(Plain);
        scene.Change(spec => spec with { Trainer = new Api.TrainingJobs.Trainer { Image = "research/own:1" } });
        scene.Ready.Reason.ShouldBe("AccessDenied");
        scene.Ready.Message!.ShouldContain("image research/own:1 would read the files whole; derive a dataset of that part");
    }

    [Fact]
    public void Features_over_columns_that_are_not_granted_do_not_compile_for_the_namespace()
    {
        var status = Features(GrantTests.Shared(Plain), new Feature { Name = "far", Expr = "one_hot(email, 10)" }).Status!;
        var ready = status.Conditions.Find("Ready")!;
        (ready.Status, ready.Reason).ShouldBe((Condition.False, "AccessDenied"));
        ready.Message!.ShouldContain("spec.dataset: 'email'");
        Features(GrantTests.Shared(), new Feature { Name = "price" }).Status!.Conditions.Find("Ready")!.Reason.ShouldBe("AccessDenied");
        Features(GrantTests.Shared(Plain), new Feature { Name = "price" }).Status!.Reads!.Single().Columns.ShouldBe(["price"]);
    }

    [Fact]
    public void An_evaluation_set_of_another_namespace_is_measured_on_by_its_grant()
    {
        var scene = Training(Plain);
        var golden = Versioned(GrantTests.Shared(Plain with { Columns = ["price"] }), "golden");
        golden = golden with { Spec = golden.Spec with { Role = DatasetRole.Golden } };
        scene.World = scene.World with { EvaluationSets = new Dictionary<string, Dataset> { ["shop/golden"] = golden } };
        scene.Change(spec => spec with { Evaluation = new EvaluationPolicy { Sets = [new EvaluationSet { Dataset = "shop/golden" }] } });
        scene.Ready.Reason.ShouldBe("AccessDenied");
        scene.Ready.Message!.ShouldContain("spec.evaluation.sets[0].dataset: 'clicked': namespace 'research' may not read this column");

        golden = golden with { Spec = golden.Spec with { Access = [Plain] } };
        scene.World = scene.World with { EvaluationSets = new Dictionary<string, Dataset> { ["shop/golden"] = golden } };
        scene.Settle();
        var run = scene.Status.Runs![0];
        run.EvaluationSets!.Single().View!.MaxAge.ShouldBe(Plain.MaxAge);
        run.Reads!.Select(read => read.Dataset).ShouldBe(["shop/clicks", "shop/golden"]);

        golden = golden with { Spec = golden.Spec with { Access = [Plain with { MaxAge = null }] } };
        scene.World = scene.World with { EvaluationSets = new Dictionary<string, Dataset> { ["shop/golden"] = golden } };
        scene.Settle();
        scene.Status.Runs!.Count.ShouldBe(2, "it is another set of rows");
        scene.Status.Runs![1].Message!.ShouldContain("what it may read was changed while it ran");
    }

    [Fact]
    public void A_backfill_reads_by_the_grant_has_it_on_record_and_stops_with_it()
    {
        var set = Samples.Features() with { Metadata = Samples.Meta("click-features", "research") };
        set = set with
        {
            Spec = set.Spec with
            {
                Dataset = "shop/clicks", Features = [new Feature { Name = "price" }], Backfill = new Api.FeatureSets.Backfill { From = Samples.Now.AddYears(-1) },
            },
        };
        var world = new FeatureSetWorld { Settings = Samples.Settings, FeatureSet = set, Dataset = Versioned(GrantTests.Shared(Plain)) };
        Step().Children.ShouldBeEmpty();
        var read = world.FeatureSet.Status!.Backfill!.Reads!.ShouldHaveSingleItem();
        (read.Dataset, read.Digest, read.MaxAge).ShouldBe(("shop/clicks", Samples.Digest('p'), Plain.MaxAge));
        read.Columns.ShouldBe(["price"]);
        var made = Step();
        made.Reads!.Reads.ShouldHaveSingleItem().ShouldBe(read);
        var spec = JsonSerializer.Deserialize(world.Children.ConfigMaps[0].Data!["spec.json"], ContractsJson.Default.BackfillSpec)!;
        (spec.Dataset.Name, spec.Dataset.View!.MaxAge).ShouldBe(("shop/clicks", Plain.MaxAge));
        ReaderList.Of(world.FeatureSet, "shop/clicks").ShouldHaveSingleItem().Kind.ShouldBe("FeatureSet");

        var job = world.FeatureSet.Status.Backfill.Job;
        world = world with { Dataset = Versioned(GrantTests.Shared(Plain with { MaxAge = null })) };
        Step();
        world.FeatureSet.Status.Backfill.Job.ShouldNotBe(job, "it reads other rows");
        Step();
        world.Children.Jobs.Count.ShouldBe(1);
        world = world with { Dataset = Versioned(GrantTests.Shared()) };
        Step();
        world.FeatureSet.Status.Conditions.Find("Ready")!.Reason.ShouldBe("AccessDenied");
        world.Children.Jobs.ShouldBeEmpty("what may no longer be read is no longer read");

        Plan<FeatureSetStatus> Step()
        {
            var plan = FeatureSetDecision.Decide(world, Samples.Now).Checked(world.FeatureSet);
            world = world with { FeatureSet = world.FeatureSet with { Status = plan.Status }, Children = Applied.To(plan, world.Children) };
            return plan;
        }
    }

    [Fact]
    public void Rows_that_are_to_go_are_found_in_what_other_namespaces_made_from_them()
    {
        var own = Holding("clicks", "gdpr-17");
        DeletedData.Of([Pin("shop/clicks")], name => name == "shop/clicks" ? own : null, null).ShouldBe(["shop/clicks/gdpr-17"]);
        var daily = Holding("daily", "clicks/gdpr-17");
        DeletedData.Of([Pin("shop/daily")], _ => daily, null).ShouldBe(["shop/clicks/gdpr-17"], "named as its own namespace would be misread from here");
        DeletedData.Of([Pin("daily")], _ => daily, null).ShouldBe(["clicks/gdpr-17"]);
        var twice = Holding("twice", "shop/clicks/gdpr-17");
        DeletedData.Of([Pin("lab/twice")], _ => twice, null).ShouldBe(["shop/clicks/gdpr-17"]);

        static DatasetPin Pin(string name) => new() { Name = name, Digest = Samples.Digest('p'), ManifestUri = "" };
        static Dataset Holding(string name, string request) => Samples.Clicks(name) with
        {
            Status = new DatasetStatus { Versions = [new DatasetVersion { Digest = Samples.Digest('p'), ManifestUri = "", HoldsDeleted = [request] }] },
        };
    }

    [Fact]
    public void The_dataset_lists_who_read_it_newest_first()
    {
        var runs = Training(Plain).Settle();
        var shared = runs.World.Dataset!;
        var scene = new DatasetScene(shared);
        scene.World = scene.World with { Readers = [.. ReaderList.Of(runs.World.Job, "shop/clicks")] };
        scene.Settle();
        var reader = scene.Status.Readers!.ShouldHaveSingleItem();
        (reader.Namespace, reader.Kind, reader.Name, reader.Job, reader.Digest).ShouldBe(("research", "TrainingJob", "click-model", "click-model-v1", Samples.Digest('p')));

        ReaderList.IsDue(scene.Status.Readers, Samples.Now.AddSeconds(59)).ShouldBeFalse("a change of the Dataset wakes all that read it");
        scene.World = scene.World with { Readers = null };
        scene.Step().RequeueAfter.ShouldBe(TimeSpan.FromMinutes(1));
        scene.Status.Readers.ShouldHaveSingleItem();
        ReaderList.IsDue(scene.Status.Readers, Samples.Now.AddMinutes(1)).ShouldBeTrue();

        scene.World = scene.World with
        {
            Readers = [.. Enumerable.Range(1, 30).Select(number => reader with { Job = $"click-model-v{number}", At = Samples.Now.AddSeconds(number) })],
        };
        scene.Settle().Status.Readers!.Count.ShouldBe(20);
        scene.Status.Readers[0].Job.ShouldBe("click-model-v30");
        scene.World = scene.World with { Readers = [] };
        scene.Settle().Status.Readers!.Count.ShouldBe(20, "a reader that is gone stays on record");
    }

    private static AccessRule Glass(params string[] approvers) => new()
    {
        Name = "glass", Namespaces = ["research"], Columns = ["at", "price", "clicked"],
        BreakGlass = new BreakGlass
        {
            Reason = "fraud of yesterday", RequestedBy = "ada", ExpiresAt = Samples.Now.AddHours(2), Approvals = [.. approvers.Select(by => new Approval { By = by, At = Samples.Now })],
        },
    };

    private static Dataset Reader() => Samples.Clicks("derived") with
    {
        Metadata = Samples.Meta("derived", "research"),
        Spec = Samples.Clicks().Spec with { Source = new DataSource { Sql = "SELECT * FROM \"shop/clicks\"", Datasets = ["shop/clicks"] } },
    };

    private static DatasetScene Derived(params AccessRule[] rules) => Grants(new DatasetScene(Reader()), rules);

    private static DatasetScene Grants(DatasetScene scene, params AccessRule[] rules) => scene.Among(Versioned(GrantTests.Shared(rules)));

    private static Dataset Versioned(Dataset dataset, string? name = null) =>
        dataset with { Metadata = name is null ? dataset.Metadata : Samples.Meta(name), Status = TrainingScene.ReadyDataset('p').Status };

    private static FeatureSet Features(Dataset dataset, params Feature[] features)
    {
        var set = Samples.Features() with { Metadata = Samples.Meta("click-features", "research"), Spec = Samples.Features().Spec with { Dataset = "shop/clicks", Features = features } };
        return set with { Status = FeatureSetDecision.Decide(new FeatureSetWorld { Settings = Samples.Settings, FeatureSet = set, Dataset = dataset }, Samples.Now).Checked(set).Status };
    }

    private static TrainingScene Training(AccessRule rule)
    {
        var job = Samples.Training();
        var scene = new TrainingScene(job with { Metadata = Samples.Meta("click-model", "research"), Spec = job.Spec with { Dataset = "shop/clicks" } });
        var shared = Versioned(GrantTests.Shared(rule));
        scene.World = scene.World with { Dataset = shared, FeatureSet = Features(shared, new Feature { Name = "price" }) };
        return scene;
    }
}

using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Api.Datasets;
using Slipway.Api.TrainingJobs;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.Contracts.Features;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps;
using Slipway.Operator.Tests.Support;

namespace Slipway.Operator.Tests.TrainingJobs;

public sealed class TrainingJobDecisionTests
{
    [Fact, Trait("Capability", "D2"), Trait("Capability", "M1")]
    public void A_run_pins_its_inputs_and_makes_a_version()
    {
        var scene = new TrainingScene();
        scene.Step().Children.ShouldBeEmpty("the run goes on record before its Job is made");
        scene.Status.Runs!.ShouldHaveSingleItem().Version.ShouldBe("v1");

        scene.Settle();
        var spec = JsonSerializer.Deserialize(scene.World.Children.ConfigMaps[0].Data!["spec.json"], ContractsJson.Default.TrainSpec)!;
        spec.Dataset.Digest.ShouldBe(Samples.Digest('d'));
        spec.FeatureDigest.ShouldBe(scene.World.FeatureSet!.Status!.Digest);
        spec.Label.ShouldBe("clicked");
        spec.Hyperparameters!["max_depth"].GetInt32().ShouldBe(4);
        spec.Output.ShouldBe("s3://store/models/shop/clicks/v1/click-model-v1");

        scene.Ends(Samples.Trained());
        scene.Ready.Message.ShouldBe("ModelVersion clicks-v1 was made: roc_auc 0.81, 123,456 rows/s");
        var version = scene.World.Versions.ShouldHaveSingleItem();
        version.Metadata.Name.ShouldBe("clicks-v1");
        version.Metadata.OwnerReferences.ShouldBeNull("a model outlives the TrainingJob that made it");
        version.Spec.Provenance!.DatasetDigest.ShouldBe(Samples.Digest('d'));
        version.Spec.Provenance.ConfigurationDigest.ShouldBe(scene.Status.Runs![0].ConfigurationDigest);
        version.Spec.Provenance.Image.ShouldBe("slipway/trainer:1");
    }

    [Fact, Trait("Capability", "T2")]
    public void It_waits_for_its_inputs_and_says_for_which()
    {
        var scene = new TrainingScene();
        scene.World = scene.World with { Dataset = Samples.Clicks() };
        scene.Settle().Ready.Message.ShouldBe("waits for Dataset 'clicks' to be ready");
        scene.Ready.Reason.ShouldBe("WaitingForDataset");

        var stale = TrainingScene.ReadyDataset('d');
        scene.World = scene.World with { Dataset = stale with { Metadata = stale.Metadata with { Generation = 2 } } };
        scene.Settle().Ready.Reason.ShouldBe("WaitingForDataset", "a status of an older spec is no news of this one");

        scene.World = scene.World with { Dataset = TrainingScene.ReadyDataset('d'), FeatureSet = Samples.Features() };
        scene.Settle().Ready.Reason.ShouldBe("WaitingForFeatureSet");
        scene.Jobs.ShouldBeEmpty();
    }

    [Fact, Trait("Capability", "P2")]
    public void What_cannot_be_trained_is_refused_with_the_field_and_the_remedy()
    {
        Obstacle(world => world with { Dataset = null, Job = With(job => job with { Dataset = "clikcs" }) })
            .ShouldBe(("UnknownDataset", "spec.dataset: there is no Dataset 'clikcs' in namespace shop; did you mean 'clicks'?"));
        Obstacle(world => world with { FeatureSet = null, Job = With(job => job with { FeatureSet = "features" }) }).Reason.ShouldBe("UnknownFeatureSet");
        Obstacle(world => world with { Job = With(job => job with { Label = "click" }) })
            .ShouldBe(("UnknownLabel", "spec.label: Dataset 'clicks' has no column 'click'; did you mean 'clicked'?"));
        Obstacle(world => world with { Job = With(job => job with { Workers = 4, Evaluation = new() { NoiseBand = new() } }) }).Message!.ShouldContain("must be 1 with spec.evaluation.noiseBand");
        Obstacle(world => world with { Job = With(job => job with { Gates = [new Contracts.Training.Gate { Metric = "roc_auc" }] }) })
            .Message!.ShouldContain("spec.gates[0]: 'roc_auc': sets no limit");

        var compiled = TrainingScene.ReadyFeatures(Samples.Features() with { Spec = Samples.Features().Spec with { Features = [new Feature { Name = "leak", Expr = "clicked" }] } });
        Obstacle(world => world with { FeatureSet = compiled }).Reason.ShouldBe("LabelIsFeature");

        var older = Samples.Training() with { Metadata = Samples.Meta("another") with { CreationTimestamp = Samples.Now.AddDays(-1) } };
        Obstacle(world => world with { Rivals = [older] }).Message!.ShouldContain("belongs to TrainingJob 'another'");
    }

    [Fact, Trait("Capability", "D14")]
    public void A_golden_dataset_is_never_trained_on()
    {
        var golden = TrainingScene.ReadyDataset('d');
        Obstacle(world => world with { Dataset = golden with { Spec = golden.Spec with { Role = DatasetRole.Golden } } })
            .ShouldBe(("RoleNotTraining", "spec.dataset: Dataset 'clicks' has the role Golden and must never be trained on; name one with the role Training"));
    }

    [Fact]
    public void New_data_makes_the_next_version_and_the_same_data_none()
    {
        var scene = new TrainingScene().Settle().Ends(Samples.Trained());
        scene.NewData('d').Jobs.Count.ShouldBe(1);
        scene.NewData('e').Ends(Samples.Trained(0.9));
        scene.Status.Runs!.Select(run => run.Version).ShouldBe(["v2", "v1"]);
        scene.Status.LatestVersion.ShouldBe("clicks-v2");
        scene.NewData('d').Jobs.Count.ShouldBe(2, "v1 was trained with this data already");
    }

    [Fact, Trait("Capability", "C2"), Trait("Capability", "E11")]
    public void The_champion_is_the_newest_version_that_may_be_served_and_is_never_overwritten()
    {
        var scene = new TrainingScene().Settle().Ends(Samples.Trained(0.8));
        var champion = scene.World.Versions[0];
        scene.NewData('e').Ends(Samples.Trained(0.5));
        scene.NewData('f');
        var spec = JsonSerializer.Deserialize(scene.World.Children.ConfigMaps[^1].Data!["spec.json"], ContractsJson.Default.TrainSpec)!;
        spec.Champion!.ShouldHaveSingleItem().Value.ShouldBe(0.8, "v2 did not pass its gate");
        spec.ChampionModel.ShouldBe(new ChampionModel("v1", champion.Spec.Artifact.Uri, champion.Spec.Artifact.Digest), "predictions are compared with its own file");
        scene.World.Versions[0].ShouldBeSameAs(champion);
    }

    [Fact, Trait("Capability", "P4")]
    public void A_finished_run_is_not_repeated_because_its_job_is_gone()
    {
        var scene = new TrainingScene().Settle().Ends(Samples.Trained());
        scene.World = scene.World with { Children = StepObjects.None };
        scene.Settle().Jobs.ShouldBeEmpty();
        scene.Ready.Status.ShouldBe(Condition.True);
    }

    [Fact]
    public void A_version_number_is_never_given_out_twice()
    {
        var scene = new TrainingScene();
        scene.World = scene.World with { Versions = [Samples.Version("v7")] };
        scene.Settle().Status.Runs![0].Version.ShouldBe("v8");
    }

    [Theory, Trait("Capability", "T7")]
    [InlineData(137, "OOMKilled", "OutOfMemory")]
    [InlineData(139, null, "KilledBySignal")]
    [InlineData(1, null, "StepFailed")]
    public void A_failed_run_says_why_and_is_final_until_something_changes(int code, string? reason, string expected)
    {
        var scene = new TrainingScene().Settle().Fails(code, reason: reason);
        scene.Ready.Reason.ShouldBe(expected);
        scene.Status.Phase.ShouldBe(TrainingJobPhase.Failed);
        scene.Status.Conditions.Find("Trained")!.Status.ShouldBe(Condition.False);
        scene.Settle().Jobs.Count.ShouldBe(1);

        scene.Change(spec => spec with { Placement = new Api.PodPlacement { PriorityClassName = "high" } });
        scene.Jobs.Count.ShouldBe(2);
        scene.Status.Runs![0].Version.ShouldBe("v2");
    }

    [Fact, Trait("Capability", "T7")]
    public void Zero_rows_make_no_version()
    {
        var empty = Samples.Error("train", StepOutcome.Refused, "NoRows", "the train split has 0 rows", "check the splits of Dataset 'clicks'");
        var scene = new TrainingScene().Settle().Fails(3, Samples.Text(empty));
        scene.Ready.Message.ShouldBe("run click-model-v1: the train split has 0 rows. check the splits of Dataset 'clicks'.");
        scene.World.Versions.ShouldBeEmpty();
    }

    [Fact]
    public void A_changed_configuration_stops_the_run_and_starts_another()
    {
        var scene = new TrainingScene().Settle();
        scene.Change(spec => spec with { Seed = 7 });
        scene.Status.Runs!.Select(run => run.Reason).ShouldBe(["Starting", "Superseded"]);
        scene.Jobs.ShouldHaveSingleItem().Metadata.Name.ShouldBe("click-model-v2");
    }

    [Fact]
    public void A_run_under_way_goes_on_when_only_its_data_has_a_newer_version()
    {
        var scene = new TrainingScene().Settle().NewData('e');
        scene.Jobs.ShouldHaveSingleItem().Metadata.Name.ShouldBe("click-model-v1");
        scene.Ends(Samples.Trained());
        scene.Jobs.Count.ShouldBe(2);
        scene.Status.Runs![0].Dataset.Digest.ShouldBe(Samples.Digest('e'));
    }

    [Fact, Trait("Capability", "T3")]
    public void A_pod_that_fits_nowhere_is_told_and_makes_room_for_a_smaller_one()
    {
        var scene = new TrainingScene(With(job => job with { Placement = new Api.PodPlacement { Gpu = new Api.GpuRequest { Count = 8 } } })).Settle();
        scene.Ends(job => job, job => FakeRun.Unschedulable(job, "0/3 nodes are available: 3 Insufficient nvidia.com/gpu."));
        scene.Ready.Reason.ShouldBe("Unschedulable");
        scene.Ready.Message!.ShouldContain("3 Insufficient nvidia.com/gpu");
        scene.Status.Conditions.IsTrue("Reconciling").ShouldBeTrue();

        scene.Change(spec => spec with { Placement = null });
        scene.Jobs.ShouldHaveSingleItem().Metadata.Name.ShouldBe("click-model-v2");
    }

    [Fact, Trait("Capability", "T3")]
    public void Gpu_node_and_priority_reach_the_pod()
    {
        var placement = new Api.PodPlacement
        {
            Gpu = new Api.GpuRequest { Count = 2, ResourceName = "nvidia.com/mig-1g.5gb", Product = "NVIDIA-A100-SXM4-40GB" },
            Resources = new ResourceRequirements { Limits = new Dictionary<string, string> { ["memory"] = "8Gi" } },
            NodeSelector = new Dictionary<string, string> { ["disk"] = "nvme" },
            Tolerations = [new Toleration { Key = "team", Operator = "Exists" }],
            PriorityClassName = "batch", RuntimeClassName = "nvidia",
        };
        var pod = new TrainingScene(With(job => job with { Placement = placement })).Settle().Template().GetProperty("spec");
        var limits = pod.GetProperty("containers")[0].GetProperty("resources").GetProperty("limits");
        limits.GetProperty("nvidia.com/mig-1g.5gb").GetString().ShouldBe("2");
        limits.GetProperty("memory").GetString().ShouldBe("8Gi");
        pod.GetProperty("nodeSelector").GetProperty("nvidia.com/gpu.product").GetString().ShouldBe("NVIDIA-A100-SXM4-40GB");
        pod.GetProperty("nodeSelector").GetProperty("disk").GetString().ShouldBe("nvme");
        pod.GetProperty("tolerations").EnumerateArray().Select(each => each.GetProperty("key").GetString()).ShouldBe(["team", "nvidia.com/gpu", "nvidia.com/mig-1g.5gb"]);
        pod.GetProperty("priorityClassName").GetString().ShouldBe("batch");
        pod.GetProperty("runtimeClassName").GetString().ShouldBe("nvidia");
    }

    [Fact, Trait("Capability", "T6")]
    public void An_image_of_ones_own_gets_the_workers_contract()
    {
        var trainer = new Trainer { Image = "team/torch:1", Command = ["torchrun"], Args = ["train.py"] };
        var scene = new TrainingScene(With(job => job with { Trainer = trainer, Workers = 4, FeatureSet = null }));
        scene.World = scene.World with { FeatureSet = null };
        scene.Settle();
        var job = scene.Jobs[^1];
        job.Spec!.CompletionMode.ShouldBe("Indexed");
        job.Spec.Parallelism.ShouldBe(4);
        scene.World.Children.Services.ShouldHaveSingleItem().Spec!.ClusterIP.ShouldBe("None");
        var container = scene.Template().GetProperty("spec").GetProperty("containers")[0];
        container.GetProperty("image").GetString().ShouldBe("team/torch:1");
        var variables = container.GetProperty("env").EnumerateArray().ToDictionary(each => each.GetProperty("name").GetString()!);
        variables["PET_NNODES"].GetProperty("value").GetString().ShouldBe("4");
        variables["MASTER_ADDR"].GetProperty("value").GetString().ShouldBe("click-model-v1-0.click-model-v1");
        variables["DMLC_NUM_WORKER"].GetProperty("value").GetString().ShouldBe("4");
        variables["RANK"].GetProperty("valueFrom").GetProperty("fieldRef").GetProperty("fieldPath").GetString()!.ShouldContain("job-completion-index");
    }

    [Fact]
    public void The_template_of_the_user_lies_under_what_is_set()
    {
        var template = JsonSerializer.Deserialize<System.Text.Json.Nodes.JsonObject>(
            """{"metadata":{"annotations":{"a":"b"}},"spec":{"serviceAccountName":"reader","containers":[{"name":"trainer","env":[{"name":"MINE","value":"1"}]},{"name":"side","image":"x"}]}}""");
        var pod = new TrainingScene(With(job => job with { Trainer = new Trainer { Template = template } })).Settle().Template();
        pod.GetProperty("metadata").GetProperty("annotations").GetProperty("a").GetString().ShouldBe("b");
        var spec = pod.GetProperty("spec");
        spec.GetProperty("serviceAccountName").GetString().ShouldBe("reader");
        var containers = spec.GetProperty("containers").EnumerateArray().ToList();
        containers.Select(container => container.GetProperty("name").GetString()).ShouldBe(["trainer", "side"]);
        containers[0].GetProperty("env").EnumerateArray().Select(each => each.GetProperty("name").GetString()).ShouldBe(["MINE", "SLIPWAY_SPEC", "POD_NAME"]);
        containers[0].GetProperty("image").GetString().ShouldBe("slipway/trainer:1");
    }

    [Fact, Trait("Capability", "P3")]
    public void Pods_are_restricted()
    {
        var spec = new TrainingScene().Settle().Template().GetProperty("spec");
        spec.GetProperty("automountServiceAccountToken").GetBoolean().ShouldBeFalse();
        spec.GetProperty("securityContext").GetProperty("runAsNonRoot").GetBoolean().ShouldBeTrue();
        spec.GetProperty("securityContext").GetProperty("seccompProfile").GetProperty("type").GetString().ShouldBe("RuntimeDefault");
        var context = spec.GetProperty("containers")[0].GetProperty("securityContext");
        context.GetProperty("allowPrivilegeEscalation").GetBoolean().ShouldBeFalse();
        context.GetProperty("readOnlyRootFilesystem").GetBoolean().ShouldBeTrue();
        context.GetProperty("capabilities").GetProperty("drop")[0].GetString().ShouldBe("ALL");
    }

    [Fact, Trait("Capability", "T7")]
    public void What_cannot_help_is_not_tried_again()
    {
        var scene = new TrainingScene(With(job => job with { Retries = 5 })).Settle();
        var spec = scene.Jobs[^1].Spec!;
        spec.BackoffLimit.ShouldBe(5);
        var rules = spec.PodFailurePolicy!["rules"]!.AsArray();
        rules[0]!["action"]!.GetValue<string>().ShouldBe("Ignore");
        rules[0]!["onPodConditions"]![0]!["type"]!.GetValue<string>().ShouldBe("DisruptionTarget");
        rules[1]!["action"]!.GetValue<string>().ShouldBe("FailJob");
        rules[1]!["onExitCodes"]!["values"]!.AsArray().Select(code => (int)code!).ShouldBe([2, 3, 126, 127]);
    }

    [Fact]
    public void Suspended_it_starts_nothing_new()
    {
        var scene = new TrainingScene(With(job => job with { Suspend = true })).Settle();
        scene.Jobs.ShouldBeEmpty();
        scene.Status.Phase.ShouldBe(TrainingJobPhase.Suspended);
        scene.Change(spec => spec with { Suspend = false }).Jobs.Count.ShouldBe(1);
    }

    [Fact]
    public void An_annotation_asks_for_one_more_run() =>
        new TrainingScene().Settle().Ends(Samples.Trained()).Annotate("1").Ends(Samples.Trained()).Annotate("1").Status.Runs!.Count.ShouldBe(2);

    /// <summary>Whatever happens in whatever order, doing a plan and deciding again asks for nothing more, and no two runs go on at once.</summary>
    [Fact, Trait("Capability", "P4")]
    public void Deciding_again_asks_for_nothing_more()
    {
        Action<TrainingScene>[] happenings =
        [
            scene => scene.NewData('e'),
            scene => scene.NewData('f'),
            scene => scene.Change(spec => spec with { Seed = spec.Seed + 1 }),
            scene => scene.Change(spec => spec with { Placement = new Api.PodPlacement { PriorityClassName = $"p{scene.World.Job.Metadata.Generation}" } }),
            scene => scene.Change(spec => spec with { Suspend = !spec.Suspend }),
            scene => scene.Annotate("x"),
            scene => { if (scene.Jobs.Count > 0) scene.Ends(Samples.Trained()); },
            scene => { if (scene.Jobs.Count > 0) scene.Ends(Samples.Trained(0.4)); },
            scene => { if (scene.Jobs.Count > 0) scene.Fails(2); },
            scene => { if (scene.Jobs.Count > 0) scene.Ends(job => job, job => FakeRun.Unschedulable(job, "none")); },
            scene => { scene.World = scene.World with { Dataset = null }; },
            scene => scene.World = scene.World with { Children = StepObjects.None },
        ];
        Prop.ForAll(Gen.Choose(1, 12).SelectMany(length => Gen.Choose(0, happenings.Length - 1).ListOf(length)).ToArbitrary(), story =>
        {
            var scene = new TrainingScene();
            foreach (var happening in story)
            {
                happenings[happening](scene);
                scene.Settle();
                (scene.Status.Runs ?? []).Count(run => run.State == RunState.Running).ShouldBeLessThanOrEqualTo(1);
                (scene.Status.Runs ?? []).Select(run => run.Version).ShouldBeUnique();
                scene.World.Versions.Select(version => version.Metadata.Name).ShouldBeUnique();
            }
        }).QuickCheckThrowOnFailure();
    }

    private static TrainingJob With(Func<TrainingJobSpec, TrainingJobSpec> change) => Samples.Training() with { Spec = change(Samples.Training().Spec) };

    private static (string? Reason, string? Message) Obstacle(Func<Operator.TrainingJobs.TrainingJobWorld, Operator.TrainingJobs.TrainingJobWorld> change)
    {
        var scene = new TrainingScene();
        scene.World = change(scene.World);
        scene.Settle();
        scene.Jobs.ShouldBeEmpty();
        scene.Status.Conditions.IsTrue("Stalled").ShouldBeTrue();
        return (scene.Ready.Reason, scene.Ready.Message);
    }
}

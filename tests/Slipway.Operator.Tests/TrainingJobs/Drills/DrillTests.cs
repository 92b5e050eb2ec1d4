using System.Text.Json;
using Slipway.Api;
using Slipway.Api.ModelVersions;
using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Drills;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Contracts;
using Slipway.Contracts.Models;
using Slipway.Contracts.Steps;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Tests.Support;
using Slipway.Operator.Tests.TrainingJobs.Triggers;

namespace Slipway.Operator.Tests.TrainingJobs.Drills;

/// <summary>The newest ready version is made once more from its record.</summary>
[Trait("Capability", "T20")]
public sealed class DrillTests
{
    private static readonly Drill Weekly = new() { Schedule = "0 4 * * 0" };

    [Fact]
    public void It_trains_what_the_record_says_and_makes_no_version()
    {
        var scene = AtDrill();
        scene.Status.Drill!.Run!.ShouldSatisfyAllConditions(run => run.State.ShouldBe(DrillState.Running), run => run.ModelVersion.ShouldBe("clicks-v1"), run => run.ScheduledFor.ShouldBe(scene.Now));
        scene.Scene.Jobs.Select(job => job.Metadata.Name).ShouldBe(["click-model-v1", "click-model-drill-1"]);
        var (drill, run) = (Specification(scene, "click-model-drill-1"), Specification(scene, "click-model-v1"));
        drill.Output.ShouldBe("s3://store/models/shop/clicks/drills/click-model-drill-1");
        Text(drill with { Run = run.Run, Output = run.Output, Champion = null, ChampionModel = null, Operation = null }).ShouldBe(Text(run with { Operation = null }), "all else is what the run had");

        scene.Ends();
        var ended = scene.Status.Drill!.Run!;
        (ended.State, ended.ArtifactEqual).ShouldBe((DrillState.Passed, true));
        var condition = scene.Status.Conditions.Find("DrillPassed")!;
        (condition.Status, condition.Reason).ShouldBe((Condition.True, "Passed"));
        condition.Message.ShouldBe("drill click-model-drill-1: clicks-v1 was made once more from its record: 1 of 1 metrics are within tolerance, closest to its limit roc_auc, 0 of 0.0081 away; the file is the same byte by byte");
        scene.Scene.World.Versions.Count.ShouldBe(1);
        (scene.Status.LastVersion, scene.Runs.Count, scene.Status.Phase).ShouldBe((1, 1, TrainingJobPhase.Succeeded));
    }

    [Fact]
    public void What_it_wrote_is_deleted()
    {
        var scene = AtDrill().Ends();
        scene.Status.Drill!.CleaningJob.ShouldBe("click-model-drill-1-clean");
        var map = scene.Scene.World.Children.ConfigMap("click-model-drill-1-clean")!;
        var collect = JsonSerializer.Deserialize(map.Data!["spec.json"], ContractsJson.Default.CollectSpec)!;
        (collect.Runs, collect.Versions.Count, collect.KeepRuns![0]).ShouldBe(("s3://store/models/shop/clicks/drills", 0, "click-model-drill-1-clean"));
        scene.Scene.Ends(Cleaned);
        scene.Status.Drill!.CleaningJob.ShouldBeNull();
        scene.Scene.Jobs.Select(job => job.Metadata.Name).ShouldBe(["click-model-v1", "click-model-drill-1"], "the log of the drill stays");
        scene.Status.Drill.Run!.State.ShouldBe(DrillState.Passed);

        scene.Pass("7d").Status.Drill!.Run!.Name.ShouldBe("click-model-drill-2");
    }

    [Fact]
    public void Another_model_fails_it_and_another_file_alone_does_not()
    {
        var scene = AtDrill();
        var other = Samples.Trained(0.8081);
        scene.Scene.Ends(other with { Train = other.Train! with { Artifact = Samples.Artifact('b') } });
        scene.Status.Drill!.Run!.State.ShouldBe(DrillState.Passed);
        scene.Status.Drill.Run.Message!.ShouldEndWith("the file is another one byte by byte, which by itself means nothing");
        scene.Status.Drill.Run.ArtifactDigest.ShouldBe(Samples.Digest('b'));

        scene = AtDrill();
        scene.Scene.Ends(Samples.Trained(0.7));
        var metric = scene.Status.Drill!.Run!.Metrics!.ShouldHaveSingleItem();
        (metric.Metric, metric.Recorded, metric.Value, metric.Passed).ShouldBe(("roc_auc", 0.81, 0.7, false));
        var condition = scene.Status.Conditions.Find("DrillPassed")!;
        (condition.Status, condition.Reason).ShouldBe((Condition.False, "MetricsDiffer"));
        condition.Message!.ShouldContain("1 of 1 metrics are beyond tolerance: roc_auc 0.7 instead of 0.81 (tolerance 0.0081)");
        scene.Scene.Ready.Status.ShouldBe(Condition.True, "the version that was made is as good as before");
    }

    [Theory]
    [InlineData(0.81, 0.8029, true)]
    [InlineData(0.81, 0.8018, false)]
    [InlineData(0.81, null, false)]
    [InlineData(null, null, true)]
    [InlineData(null, 0.5, false)]
    [InlineData(0.0, 0.0000009, true)]
    public void Metrics_are_compared_within_their_tolerance(double? recorded, double? value, bool passes)
    {
        var version = Samples.Version();
        version = version with { Spec = version.Spec with { Metrics = [Samples.Auc(recorded)] } };
        var result = Samples.Trained().Train! with { Metrics = [Samples.Auc(value)] };
        var run = new DrillRun { Name = "d", ModelVersion = "clicks-v1" };
        Operator.TrainingJobs.Drills.DrillComparison.Of(run, version, result, Weekly).State.ShouldBe(passes ? DrillState.Passed : DrillState.Failed);
        var exact = Weekly with { Tolerances = new Dictionary<string, double> { ["roc_auc"] = 0 } };
        Operator.TrainingJobs.Drills.DrillComparison.Of(run, version, result, exact).State.ShouldBe(recorded == value ? DrillState.Passed : DrillState.Failed);
    }

    [Fact]
    public void A_run_takes_its_place_and_it_comes_back_after_that()
    {
        var scene = AtDrill();
        scene.Data(1001).Pass("1s");
        scene.Status.Drill!.Run!.ShouldSatisfyAllConditions(run => run.State.ShouldBe(DrillState.Preempted), run => run.Message.ShouldBe("it made room for run click-model-v2"));
        scene.IsRunning.ShouldBeTrue();
        scene.Scene.Jobs.Select(job => job.Metadata.Name).ShouldNotContain("click-model-drill-1");

        End(scene, "click-model-v2", Samples.Trained());
        End(scene, "click-model-drill-1-clean", Cleaned);
        scene.Pass("1s").Status.Drill!.Run!.ShouldSatisfyAllConditions(again => again.Name.ShouldBe("click-model-drill-2"), again => again.ModelVersion.ShouldBe("clicks-v2"));
    }

    [Fact]
    public void None_begins_while_a_run_goes_on_or_waits()
    {
        var scene = Drilled(Weekly, spec => spec with { TrainingWindow = new TrainingWindow { Start = "05:00", End = "06:00" } });
        scene.Scene.Annotate("first");
        scene.Ends().Data(1001).Scene.Now = Sunday;
        scene.Scene.Settle();
        scene.Status.Pending!.Reason.ShouldBe("TrainingWindow");
        scene.Status.Drill!.Run.ShouldBeNull();
        scene.Pass("1h").IsRunning.ShouldBeTrue();
        scene.Status.Drill!.Run.ShouldBeNull();
        scene.Ends().Status.Drill!.Run!.ModelVersion.ShouldBe("clicks-v2");
    }

    [Fact]
    public void A_configuration_that_is_on_record_nowhere_fails_it_without_a_job()
    {
        var scene = Drilled(Weekly, spec => spec);
        // A run with another configuration that met no gate: the newest ready version is the one before.
        scene.Scene.Change(spec => spec with { Seed = 7 });
        scene.Scene.Ends(Samples.Trained(0.4));
        var kept = scene.Scene.World.Children.ConfigMap("click-model-v1")!.Data!["spec.json"];
        scene.Scene.World = scene.Scene.World with { DrillSpecification = kept };
        scene.Scene.Now = Sunday;
        scene.Scene.Settle();
        (scene.Status.Drill!.Run!.Source, scene.Status.Drill.Run.ModelVersion).ShouldBe((DrillSourceKind.Run, "clicks-v1"));
        Specification(scene, "click-model-drill-1").Seed.ShouldBe(0, "that of the record");

        scene = Drilled(Weekly, spec => spec);
        scene.Scene.Change(spec => spec with { Seed = 7 });
        scene.Scene.Ends(Samples.Trained(0.4));
        scene.Scene.Now = Sunday;
        scene.Scene.Settle();
        scene.Status.Conditions.Find("DrillPassed")!.Reason.ShouldBe("NotOnRecord");
        scene.Status.Conditions.Find("DrillPassed")!.Message!.ShouldContain("the specification of run click-model-v1 is no longer kept");
        (scene.Scene.World.Children.Job("click-model-drill-1"), scene.Status.Drill!.CleaningJob).ShouldBe((null, null));
    }

    [Fact]
    public void The_annotation_asks_for_one_at_once()
    {
        var scene = Drilled(Weekly, spec => spec);
        Ask(scene, "1");
        scene.Status.Drill!.Run!.ShouldSatisfyAllConditions(run => run.Request.ShouldBe("1"), run => run.ScheduledFor.ShouldBeNull());
        scene.Ends();
        End(scene, "click-model-drill-1-clean", Cleaned);
        (scene.Status.Drill!.Number, scene.Status.Drill.LastRequest).ShouldBe((1, "1"));
        Ask(scene, "2");
        scene.Status.Drill!.Number.ShouldBe(2);

        void Ask(TriggerScene of, string value)
        {
            var job = of.Scene.World.Job;
            of.Scene.World = of.Scene.World with { Job = job with { Metadata = job.Metadata with { Annotations = new Dictionary<string, string> { [SlipwayApi.DrillAnnotation] = value } } } };
            of.Scene.Settle();
        }
    }

    [Fact]
    [Trait("Capability", "T8")]
    public void A_version_that_went_on_from_another_goes_on_from_it_again()
    {
        var booster = new BoosterFile { Uri = "s3://store/v0/model.ubj", Digest = Samples.Digest('7'), Rounds = 5 };
        var parent = Samples.Version("v0");
        Grown(parent with { Spec = parent.Spec with { Booster = booster } }).WarmStart!.Booster.ShouldBe(booster);

        var scene = Begun();
        scene.Status.Conditions.Find("DrillPassed")!.Reason.ShouldBe("NotOnRecord", "its parent is gone");

        TrainSpec Grown(ModelVersion from) => Specification(Begun(from), "click-model-drill-1");

        TriggerScene Begun(params ModelVersion[] others)
        {
            var begun = Drilled(Weekly, spec => spec);
            var made = begun.Scene.World.Versions.ShouldHaveSingleItem();
            var grown = made with { Spec = made.Spec with { Provenance = made.Spec.Provenance! with { Parents = [new ModelParent("v0", booster.Digest, null, null)] } } };
            begun.Scene.World = begun.Scene.World with { Versions = [.. others, grown] };
            begun.Scene.Now = Sunday;
            begun.Scene.Settle();
            return begun;
        }
    }

    [Fact]
    public void It_fails_with_the_cause_of_its_pod()
    {
        var scene = AtDrill();
        scene.Scene.Fails(137, reason: "OOMKilled");
        scene.Status.Conditions.Find("DrillPassed")!.Reason.ShouldBe("OutOfMemory");
        scene.Status.Drill!.CleaningJob.ShouldNotBeNull();
        scene.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public void Without_the_field_nothing_is_left_of_it()
    {
        var scene = AtDrill();
        scene.Scene.Change(spec => spec with { Drill = null });
        scene.Scene.World.Children.Job("click-model-drill-1").ShouldBeNull();
        scene.Scene.Ends(Cleaned);
        scene.Status.Drill.ShouldBeNull();
        scene.Status.Conditions.Find("DrillPassed").ShouldBeNull();
        scene.Scene.Jobs.Select(job => job.Metadata.Name).ShouldBe(["click-model-v1"]);
    }

    [Fact]
    [Trait("Capability", "P2")]
    public void A_drill_without_a_schedule_is_refused()
    {
        var spec = Samples.Training().Spec with { Drill = new Drill { Schedule = "weekly", Tolerances = new Dictionary<string, double> { ["roc_auc"] = -1 } } };
        TrainingJobValidation.Validate(spec).Select(error => error.Field).ShouldBe(["spec.drill.schedule", "spec.drill.tolerances.roc_auc"]);
    }

    private static DateTimeOffset Sunday { get; } = new(2026, 5, 3, 4, 0, 0, TimeSpan.Zero);

    private static TriggerScene Drilled(Drill drill, Func<TrainingJobSpec, TrainingJobSpec> change) => new(spec => change(spec with { Drill = drill }), isTrained: change(Samples.Training().Spec).TrainingWindow is null);

    private static TriggerScene AtDrill()
    {
        var scene = Drilled(Weekly, spec => spec);
        scene.Scene.Now = Sunday;
        scene.Scene.Settle();
        return scene;
    }

    private static StepResult Cleaned { get; } = new() { Step = "collect", Outcome = StepOutcome.Succeeded, Collect = new CollectResult { Versions = [] } };

    private static void End(TriggerScene scene, string name, StepResult result)
    {
        var (children, job) = (scene.Scene.World.Children, scene.Scene.World.Children.Job(name)!);
        scene.Scene.World = scene.Scene.World with { Children = children with { Jobs = [.. children.Jobs.Where(other => other != job), job] } };
        scene.Scene.Ends(result);
    }

    private static TrainSpec Specification(TriggerScene scene, string name) => JsonSerializer.Deserialize(scene.Scene.World.Children.ConfigMap(name)!.Data!["spec.json"], ContractsJson.Default.TrainSpec)!;

    private static string Text(TrainSpec specification) => JsonSerializer.Serialize(specification, ContractsJson.Default.TrainSpec);
}

using FsCheck;
using FsCheck.Fluent;
using Slipway.Api.TrainingJobs;
using Slipway.Api.TrainingJobs.Triggers;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Steps;
using Slipway.Operator.TrainingJobs.Triggers;

namespace Slipway.Operator.Tests.TrainingJobs.Triggers;

/// <summary>New versions of the data, their number of rows, debounce and cool-down.</summary>
[Trait("Capability", "C1")]
public sealed class NewDataTests
{
    private static readonly Trigger Each = new() { Name = "each", DataVersion = new DataVersionTrigger() };

    [Fact]
    public void Without_triggers_every_new_version_begins_a_run()
    {
        var scene = new TriggerScene(spec => spec);
        scene.Runs[0].Trigger!.Type.ShouldBe(TriggerType.Configuration);
        scene.Pass("1m").Data(1001).Pass("1s").IsRunning.ShouldBeTrue();
        var trigger = scene.Runs[0].Trigger!;
        (trigger.Type, trigger.Name).ShouldBe((TriggerType.DataVersion, null));
        trigger.Message.ShouldBe("new since the last run: clicks 000000000000");
        scene.Status.Triggers.ShouldBeNull();
    }

    [Fact]
    public void A_changed_configuration_and_the_annotation_need_no_trigger()
    {
        var scene = TriggerScene.With(new Trigger { Name = "rows", Volume = new VolumeTrigger { MinRows = 100_000 } });
        scene.Data(1001).Pass("1m").IsRunning.ShouldBeFalse();
        scene.Scene.Change(spec => spec with { Seed = 7 });
        scene.Runs[0].Trigger!.Type.ShouldBe(TriggerType.Configuration);
        scene.Ends().Data(1002).Pass("1m").IsRunning.ShouldBeFalse();
        scene.Scene.Annotate("now");
        scene.Runs[0].Trigger!.Message.ShouldBe("annotation slipway.dev/refresh: now");
        scene.Ends().Data(1003).Pass("1m").IsRunning.ShouldBeFalse("the annotation asked for one run");
    }

    [Fact]
    public void A_failed_run_is_tried_again_when_its_pods_need_something_else()
    {
        var scene = TriggerScene.With(Each);
        scene.Data(1001).Pass("1s").Scene.Fails(137, reason: "OOMKilled");
        scene.Scene.Change(spec => spec with { Triggers = [new Trigger { Name = "rows", Volume = new VolumeTrigger { MinRows = 100_000 } }] });
        scene.Data(1002).Pass("1h").IsRunning.ShouldBeFalse();
        scene.Scene.Ready.Reason.ShouldBe("OutOfMemory", "what failed is still told");
        scene.Scene.Change(spec => spec with { Placement = new Api.PodPlacement { PriorityClassName = "high" } });
        scene.IsRunning.ShouldBeTrue();
        scene.Runs[0].Trigger!.Message!.ShouldContain("since run click-model-v2 failed");
    }

    [Fact]
    public void A_job_that_is_made_anew_knows_what_its_versions_were_trained_on()
    {
        var scene = TriggerScene.With(new Trigger { Name = "rows", Volume = new VolumeTrigger { MinPercent = 50 } });
        scene.Scene.World = scene.Scene.World with { Job = scene.Scene.World.Job with { Status = null }, Children = StepObjects.None };
        scene.Data(1100).Pass("1m").IsRunning.ShouldBeFalse();
        scene.Trigger.Value.ShouldBe(100);
        scene.Data(1500).Pass("1m").IsRunning.ShouldBeTrue();
        scene.Runs[0].Version.ShouldBe("v2");
    }

    [Fact]
    public void Volume_fires_from_its_rows_or_its_percent_on()
    {
        var scene = TriggerScene.With(new Trigger { Name = "rows", Volume = new VolumeTrigger { MinRows = 500, MinPercent = 5 } });
        scene.Data(1049).Pass("1s").IsRunning.ShouldBeFalse();
        (scene.Trigger.Value, scene.Trigger.Threshold, scene.Trigger.Reason).ShouldBe((49, 50, "NotMet"));
        scene.Trigger.Message.ShouldBe("+49 rows on 1000 of the last run, 50 are needed");
        scene.Data(1050).Pass("1s").IsRunning.ShouldBeTrue();
        var trigger = scene.Runs[0].Trigger!;
        (trigger.Type, trigger.Value, trigger.Threshold, trigger.DatasetRows).ShouldBe((TriggerType.Volume, 50, 50, 1050));
        scene.Ends().Data(1060).Pass("1s").IsRunning.ShouldBeFalse("they count from the version that was learned from last");
        scene.Trigger.Threshold.ShouldBe(52.5);
    }

    [Fact]
    public void Rows_of_a_run_that_failed_count_again_for_the_next()
    {
        var scene = TriggerScene.With(new Trigger { Name = "rows", Volume = new VolumeTrigger { MinRows = 100 } });
        scene.Data(1100).Pass("1s").Scene.Fails(2);
        scene.Data(1110).Pass("1s").IsRunning.ShouldBeTrue();
    }

    [Fact]
    public void Versions_that_come_within_the_debounce_share_a_run()
    {
        var scene = TriggerScene.With(Each with { DataVersion = new DataVersionTrigger { Debounce = TriggerScene.For("30m") } });
        scene.Pass("1h").Data(1001).Pass("10m").Data(1002).Pass("10m");
        scene.IsRunning.ShouldBeFalse();
        scene.Trigger.Reason.ShouldBe("Debouncing");
        scene.Trigger.Message!.ShouldEndWith("waits for more until 2026-05-01 13:30:00 UTC (debounce 30m)");
        scene.Pass("10m").IsRunning.ShouldBeTrue();
        scene.Runs[0].Dataset.ManifestUri.ShouldBe("s3://store/2/manifest.json", "it reads the newest");
    }

    [Fact]
    public void The_cool_down_counts_from_the_end_of_the_last_run()
    {
        var scene = TriggerScene.With(Each with { CoolDown = TriggerScene.For("6h") });
        scene.Data(1001).Pass("5h59m").IsRunning.ShouldBeFalse();
        scene.Trigger.Reason.ShouldBe("CoolingDown");
        scene.Trigger.Message!.ShouldEndWith("cools down until 2026-05-01 18:00:00 UTC");
        scene.Scene.Step().RequeueAfter.ShouldBe(TimeSpan.FromMinutes(1));
        scene.Pass("1m").IsRunning.ShouldBeTrue();
        scene.Runs[0].Trigger!.CatchUp.ShouldBeNull("what has cooled down is not late");
    }

    /// <summary>Whenever versions come: no two runs begin within a debounce, none within the cool-down after the end of the last, and each version that came is read in the end or has a newer one that is.</summary>
    [Fact]
    public void Debounce_and_cool_down_hold_for_every_sequence_of_versions() => Prop.ForAll(
        Gen.Choose(0, 1).SelectMany(kind => Gen.Choose(1, 40).ListOf(12).Select(gaps => (kind, gaps))).ToArbitrary(), story =>
        {
            var (debounce, coolDown) = (TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(25));
            var scene = TriggerScene.With(story.kind == 0
                ? Each with { DataVersion = new DataVersionTrigger { Debounce = TriggerScene.For("20m") } }
                : Each with { CoolDown = TriggerScene.For("25m") });
            foreach (var gap in story.gaps)
            {
                for (var minute = 0; minute < gap; minute++)
                {
                    scene.Pass("1m");
                    if (scene.IsRunning) scene.Ends();
                }

                scene.Data(1000);
            }

            for (var minute = 0; minute < 50; minute++)
            {
                scene.Pass("1m");
                if (scene.IsRunning) scene.Ends();
            }

            List<TrainingRun> runs = [.. scene.Runs.Reverse()];
            foreach (var (earlier, later) in runs.Zip(runs.Skip(1)))
                (later.StartedAt - (story.kind == 0 ? earlier.StartedAt : earlier.FinishedAt))!.Value.ShouldBeGreaterThanOrEqualTo(story.kind == 0 ? debounce : coolDown);
            runs[^1].Dataset.Digest.ShouldBe(scene.Scene.World.Dataset!.Status!.Current!.Digest);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(12));

    [Fact]
    public void Staleness_fires_by_the_age_of_the_newest_version_that_is_ready()
    {
        var scene = TriggerScene.With(new Trigger { Name = "weekly", Staleness = new StalenessTrigger { MaxAge = TriggerScene.For("7d") } });
        scene.Data(1001).Pass("6d").IsRunning.ShouldBeFalse();
        scene.Trigger.Message.ShouldBe("ModelVersion clicks-v1 is of 2026-05-01 12:00:00 UTC and too old from 2026-05-08 12:00:00 UTC on (maxAge 168h)");
        scene.Scene.Step().RequeueAfter.ShouldBe(TimeSpan.FromDays(1));
        scene.Pass("1d").IsRunning.ShouldBeTrue();
        scene.Runs[0].Trigger!.Type.ShouldBe(TriggerType.Staleness);
        scene.Ends().Data(1002).Pass("1d").IsRunning.ShouldBeFalse();
    }

    [Fact]
    public void All_that_fired_is_named()
    {
        var scene = TriggerScene.With(Each, new Trigger { Name = "rows", Volume = new VolumeTrigger { MinRows = 10 } });
        scene.Data(1010).Pass("1s");
        var trigger = scene.Runs[0].Trigger!;
        new[] { trigger.Name! }.Concat(trigger.Also!).Order().ShouldBe(["each", "rows"]);
        scene.Status.Conditions.Find("TriggersReady")!.Message.ShouldBe("all 2 triggers can be judged");
    }

    [Fact]
    [Trait("Capability", "P2")]
    public void A_trigger_without_a_kind_or_with_two_is_refused()
    {
        var spec = Support.Samples.Training().Spec with { Triggers = [new Trigger { Name = "a" }, Each with { Volume = new VolumeTrigger() }, new Trigger { Name = "a", Drift = new QueryTrigger { Query = "x" } }] };
        TrainingJobValidation.Validate(spec).Select(error => error.ToString()).ShouldBe(
        [
            "spec.triggers[2]: 'a': the name is already at spec.triggers[0]; rename or remove one of the two",
            "spec.triggers[0]: 'a': has no kind; set one of schedule, dataVersion, volume, drift, performance, staleness",
            "spec.triggers[1]: 'each': has several kinds (dataVersion, volume); make a trigger of each",
            "spec.triggers[1].volume: sets no limit; give minRows or minPercent",
            "spec.triggers[2].drift: sets no bound; give min, max or both: within them nothing is done",
        ]);
    }
}
